"""Real processes, killed with SIGKILL at any moment: nothing lost, nothing doubled, on both databases."""

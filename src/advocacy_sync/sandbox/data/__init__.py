"""What the sandbox holds when it starts: a made-up company, a public dataset, or a folder of exports."""

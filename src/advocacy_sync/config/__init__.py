"""Settings, mappings and rules from YAML; secrets from the environment or files. Nobody else reads either."""

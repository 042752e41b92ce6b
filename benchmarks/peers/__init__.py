"""The same task for each system: one module a system, each in an environment of its own."""

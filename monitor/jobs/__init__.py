"""What the daemon does, one file a job. Jobs see ports, never an edge."""

"""What people see in Slack: values → blocks, nothing else."""

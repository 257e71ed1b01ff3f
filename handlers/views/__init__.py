"""What people see in Slack, drawn from values. Pure: no I/O, no clock."""

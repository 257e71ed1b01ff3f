"""Ground floor: what we have decided to do. Pure: no I/O, no clock, no randomness."""

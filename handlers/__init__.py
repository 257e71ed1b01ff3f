"""Third floor: what happens when something comes in. Handlers load, ask a rule, save; they do not speak."""

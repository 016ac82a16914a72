"""How well search and answers do on questions whose answers are known."""

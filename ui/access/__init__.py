"""Who may ask and who may change the library: passwords, sign-ins, and the guard before every request."""

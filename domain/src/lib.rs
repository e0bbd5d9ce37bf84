//! Types, state machines, parsers and formulas of pinewire. No I/O, no clock, no randomness: everything is passed in.

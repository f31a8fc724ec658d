//! Changes of small rule sets, and what becomes of them.

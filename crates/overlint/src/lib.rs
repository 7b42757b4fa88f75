//! overlint

//! Reading schemas.

//! What an untrusted contributor of a repository would try. Whatever a repository holds, a run ends in time and in
//! bounded memory, with exit status 0, 1 or 2, an error at a place, and output that is safe to print.

mod bombs;
mod boundaries;
mod cycles;
mod depth;
mod diamonds;
mod encodings;
mod entries;
mod exceptions;
mod library;
mod output;
mod patches;
mod program;
mod scale;
mod special_files;
mod support;
mod validate;

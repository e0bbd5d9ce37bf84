//! Writes the API's `OpenAPI` description, made from the workers' code.
//!
//! ```text
//! pinewire-openapi                  to standard output
//! pinewire-openapi FILE             to a file
//! pinewire-openapi --check FILE     fails if the file says otherwise
//! ```

mod access;
mod document;

use std::{
    io::{self, Write as _},
    process::ExitCode,
};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            let _ = writeln!(io::stderr(), "{message}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[&str]) -> Result<(), String> {
    let text = document::generate()?;
    match arguments {
        [] => io::stdout()
            .write_all(text.as_bytes())
            .map_err(|error| error.to_string()),
        ["--check", file] => match std::fs::read_to_string(file) {
            Ok(committed) if committed == text => Ok(()),
            Ok(_) => Err(format!(
                "The code says otherwise than {file}. Write it anew and commit it."
            )),
            Err(error) => Err(format!("{file}: {error}")),
        },
        [file] if !file.starts_with('-') => {
            std::fs::write(file, text).map_err(|error| format!("{file}: {error}"))
        }
        _ => Err("Usage: pinewire-openapi [--check] [FILE]".to_owned()),
    }
}

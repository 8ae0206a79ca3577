//! Writes the other half's copy of the protocol: `make protocol`. With `--check` it writes nothing, and fails where a
//! copy is stale.

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    let is_check = std::env::args().any(|argument| argument == "--check");
    let mut stale = 0;
    for file in taskwatch::protocol::files() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(file.path);
        if std::fs::read_to_string(&path).is_ok_and(|present| present == file.text) {
            continue;
        }
        stale += 1;
        if is_check {
            eprintln!("{} is stale: run `make protocol`", file.path);
        } else if let Err(error) = std::fs::write(&path, &file.text) {
            eprintln!("{}: {error}", file.path);
            return std::process::ExitCode::FAILURE;
        } else {
            println!("wrote {}", file.path);
        }
    }
    if is_check && stale > 0 { std::process::ExitCode::FAILURE } else { std::process::ExitCode::SUCCESS }
}

#[cfg(target_arch = "wasm32")]
fn main() {}

//! Which field of a JSON text an error is about. Serde tells the line and the column; a caller is helped more by
//! `items[2].price`. Following the path while parsing (`serde_path_to_error`) compiles every type twice, so it is found
//! afterwards, when there is an error.

/// Where one is inside an object or an array.
enum Frame {
    Object { key: String },
    Array { index: usize },
}

/// The path of the value that ends at `line` and `column` (bytes, both from 1, as `serde_json` counts them), such as
/// `items[2].price`. Empty for the whole text.
pub(super) fn of_value(json: &[u8], line: usize, column: usize) -> String {
    let read = read(json, line, column);
    // A value that was read but then refused is noticed at the end of what it is in, if it is the last there.
    let inside = read
        .strip_suffix(b"}")
        .or_else(|| read.strip_suffix(b"]"))
        .unwrap_or(read);
    path(&frames(inside))
}

/// The path of the object or array that ends there, or is being read there.
pub(super) fn of_container(json: &[u8], line: usize, column: usize) -> String {
    path(&frames(read(json, line, column)))
}

fn read(json: &[u8], line: usize, column: usize) -> &[u8] {
    let before: usize = json
        .split_inclusive(|byte| *byte == b'\n')
        .take(line.saturating_sub(1))
        .map(<[u8]>::len)
        .sum();
    json.get(..before.saturating_add(column)).unwrap_or(json)
}

fn frames(json: &[u8]) -> Vec<Frame> {
    let mut frames = Vec::new();
    let mut bytes = json.iter().copied();
    // In an object, a text is a key until its colon was seen.
    let mut wants_key = false;
    while let Some(byte) = bytes.next() {
        match byte {
            b'{' => {
                frames.push(Frame::Object { key: String::new() });
                wants_key = true;
            }
            b'[' => {
                frames.push(Frame::Array { index: 0 });
                wants_key = false;
            }
            b'}' | b']' => {
                frames.pop();
                wants_key = false;
            }
            b':' => wants_key = false,
            b',' => match frames.last_mut() {
                Some(Frame::Object { key }) => {
                    key.clear();
                    wants_key = true;
                }
                Some(Frame::Array { index }) => *index += 1,
                None => {}
            },
            b'"' => {
                let text = text(&mut bytes);
                if let Some(Frame::Object { key }) = frames.last_mut()
                    && wants_key
                {
                    *key = text;
                }
            }
            _ => {}
        }
    }
    frames
}

/// The rest of a text whose first quote was read. Escapes stay as they are: our fields need none.
fn text(bytes: &mut impl Iterator<Item = u8>) -> String {
    let mut text = Vec::new();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => break,
            b'\\' => {
                text.push(byte);
                text.extend(bytes.next());
            }
            _ => text.push(byte),
        }
    }
    String::from_utf8_lossy(&text).into_owned()
}

fn path(frames: &[Frame]) -> String {
    let mut path = String::new();
    for frame in frames {
        match frame {
            Frame::Object { key } if key.is_empty() => {}
            Frame::Object { key } => push(&mut path, key),
            Frame::Array { index } => {
                path.push('[');
                path.push_str(&index.to_string());
                path.push(']');
            }
        }
    }
    path
}

/// Goes on from `path` to a field of what is there.
pub(super) fn push(path: &mut String, field: &str) {
    if !path.is_empty() {
        path.push('.');
    }
    path.push_str(field);
}

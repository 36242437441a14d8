//! The fonts of each role, in order of preference: the office's licensed files, then free ones.
//!
//! Every face is registered under its PostScript name, so that a role is a plain list of faces and a face is never
//! mistaken for its bold or its Japanese sister. Files are read again only when a document uses them.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use typst::foundations::Bytes;
use typst::text::{Font, FontBook, FontInfo, FontVariant};
use typst::utils::LazyHash;

/// What a text is on the page (GB/T 9704 5.2.2, 7.3.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// 仿宋: all elements unless said otherwise.
    Body,
    /// 小标宋: the mark and titles.
    Title,
    /// 黑体: first-level headings, grade and urgency, 附件.
    Black,
    /// 楷体: second-level headings, names of signers.
    Script,
    /// 宋体: page numbers.
    Song,
}

impl Role {
    pub const ALL: [Role; 5] = [Role::Body, Role::Title, Role::Black, Role::Script, Role::Song];

    /// The role's name in the templates.
    pub fn key(self) -> &'static str {
        match self {
            Role::Body => "body",
            Role::Title => "title",
            Role::Black => "black",
            Role::Script => "script",
            Role::Song => "song",
        }
    }

    /// Beginnings of the names of its faces, most wanted first; compared without case, spaces and dashes.
    fn faces(self) -> &'static [&'static str] {
        match self {
            Role::Body => &[
                "方正仿宋",
                "FZFangSong",
                "FZFS",
                "仿宋",
                "FangSong",
                "STFangsong",
                "华文仿宋",
                "FandolFang",
                "NotoSerifCJKsc-Regular",
                "SourceHanSerifSC-Regular",
            ],
            Role::Title => &[
                "方正小标宋",
                "FZXiaoBiaoSong",
                "FZXBS",
                "小标宋",
                "华文中宋",
                "STZhongsong",
                "NotoSerifCJKsc-Black",
                "NotoSerifCJKsc-Bold",
                "SourceHanSerifSC-Heavy",
                "SourceHanSerifSC-Bold",
                "FandolSong-Bold",
            ],
            Role::Black => &[
                "方正黑体",
                "FZHei",
                "FZHT",
                "黑体",
                "SimHei",
                "STHeiti",
                "FandolHei-Regular",
                "NotoSansCJKsc-Regular",
                "SourceHanSansSC-Regular",
            ],
            Role::Script => &[
                "方正楷体",
                "FZKai",
                "FZKT",
                "楷体",
                "KaiTi",
                "STKaiti",
                "华文楷体",
                "FandolKai",
                "LXGWWenKai-Regular",
                "LXGWWenKai-Light",
                "NotoSerifCJKsc-Regular",
                "SourceHanSerifSC-Regular",
            ],
            Role::Song => &[
                "方正书宋",
                "FZShuSong",
                "FZSS",
                "宋体",
                "SimSun",
                "STSong",
                "FandolSong-Regular",
                "NotoSerifCJKsc-Regular",
                "SourceHanSerifSC-Regular",
            ],
        }
    }
}

/// One face of a font file, read when first used.
struct Face {
    path: PathBuf,
    index: u32,
    font: OnceLock<Option<Font>>,
}

/// All faces the worker may use, and the chain of each role.
pub struct Fonts {
    book: LazyHash<FontBook>,
    faces: Vec<Face>,
    /// Indices into `faces`, one list a role, in the order of [`Role::ALL`].
    chains: Vec<Vec<usize>>,
}

impl Fonts {
    /// Reads the names and characters of all fonts below `directories`, the configured ones, and of the system's.
    /// A file that is not a font is passed over.
    pub fn find(directories: &[PathBuf]) -> Fonts {
        let mut found = Vec::new();
        let mut seen = HashSet::new();
        for directory in directories {
            collect(directory, true, &mut seen, &mut found);
        }
        for directory in system_directories() {
            collect(&directory, false, &mut seen, &mut found);
        }
        let chains = Role::ALL.iter().map(|role| chain(*role, &found)).collect();
        let book = FontBook::from_infos(found.iter().map(|face| face.info.clone()));
        let faces = found
            .into_iter()
            .map(|found| Face { path: found.path, index: found.index, font: OnceLock::new() })
            .collect();
        Fonts { book: LazyHash::new(book), faces, chains }
    }

    pub fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    /// The face at `index` of the book; `None` where its file has gone.
    pub fn font(&self, index: usize) -> Option<Font> {
        let face = self.faces.get(index)?;
        face.font.get_or_init(|| Font::new(Bytes::new(fs::read(&face.path).ok()?), face.index)).clone()
    }

    /// The names of a role's faces, most wanted first.
    pub fn chain(&self, role: Role) -> Vec<&str> {
        self.infos(role).map(|info| info.family.as_str()).collect()
    }

    /// The chain of every role, by the role's name in the templates.
    pub fn by_role(&self) -> serde_json::Map<String, serde_json::Value> {
        Role::ALL.map(|role| (role.key().to_owned(), self.chain(role).into())).into_iter().collect()
    }

    /// Whether some face of the role can draw the character.
    pub fn covers(&self, role: Role, character: char) -> bool {
        self.infos(role).any(|info| info.coverage.contains(character as u32))
    }

    fn infos(&self, role: Role) -> impl Iterator<Item = &FontInfo> {
        self.chains[role as usize].iter().filter_map(|index| self.book.info(*index))
    }
}

/// A face found on disk, its `family` replaced by the PostScript name.
struct Found {
    path: PathBuf,
    index: u32,
    info: FontInfo,
    /// Family, full and PostScript names in all languages, normalised.
    names: Vec<String>,
    configured: bool,
}

/// The faces of a role; at its end whatever else the office configured (a font of rare characters, say).
fn chain(role: Role, found: &[Found]) -> Vec<usize> {
    let mut chain = Vec::new();
    let wanted = role.faces().iter().map(|name| normal(name));
    for name in wanted {
        let matches = |face: &Found| face.names.iter().any(|own| own.starts_with(&name));
        chain.extend((0..found.len()).filter(|index| matches(&found[*index])));
    }
    chain.extend((0..found.len()).filter(|index| found[*index].configured && !is_styled(&found[*index])));
    let mut seen = HashSet::new();
    chain.retain(|index| seen.insert(*index));
    chain
}

/// Bold and slanted faces do not stand in for a role that did not ask for them.
fn is_styled(face: &Found) -> bool {
    face.names
        .iter()
        .any(|name| ["bold", "italic", "oblique", "black", "heavy"].iter().any(|style| name.contains(style)))
}

/// Adds the faces of all font files below `directory`; of the system's only those some role asks for.
fn collect(directory: &Path, configured: bool, seen: &mut HashSet<String>, found: &mut Vec<Found>) {
    let Ok(entries) = fs::read_dir(directory) else { return };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            collect(&path, configured, seen, found);
        } else if is_font(&path) {
            collect_file(&path, configured, seen, found);
        }
    }
}

fn collect_file(path: &Path, configured: bool, seen: &mut HashSet<String>, found: &mut Vec<Found>) {
    let Ok(data) = fs::read(path) else { return };
    for index in 0..ttf_parser::fonts_in_collection(&data).unwrap_or(1) {
        let Some((names, post_script)) = names_of(&data, index) else { continue };
        if !configured && !is_wanted(&names) || seen.contains(&post_script) {
            continue;
        }
        let Some(mut info) = FontInfo::new(&data, index) else { continue };
        info.family = post_script.clone();
        info.variant = FontVariant::default();
        seen.insert(post_script);
        found.push(Found { path: path.to_owned(), index, info, names, configured });
    }
}

fn is_font(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    ["otf", "ttf", "ttc", "otc"].contains(&extension.to_lowercase().as_str())
}

fn is_wanted(names: &[String]) -> bool {
    Role::ALL
        .iter()
        .flat_map(|role| role.faces())
        .any(|wanted| names.iter().any(|name| name.starts_with(&normal(wanted))))
}

/// All names of a face, normalised, and its PostScript name.
fn names_of(data: &[u8], index: u32) -> Option<(Vec<String>, String)> {
    use ttf_parser::name_id::{FAMILY, FULL_NAME, POST_SCRIPT_NAME, TYPOGRAPHIC_FAMILY};
    let face = ttf_parser::Face::parse(data, index).ok()?;
    let mut names = Vec::new();
    let mut post_script = None;
    for name in face.names() {
        if ![FAMILY, FULL_NAME, POST_SCRIPT_NAME, TYPOGRAPHIC_FAMILY].contains(&name.name_id) {
            continue;
        }
        let Some(text) = name.to_string() else { continue };
        names.push(normal(&text));
        if name.name_id == POST_SCRIPT_NAME {
            post_script.get_or_insert(text);
        }
    }
    let post_script = post_script.or_else(|| names.first().cloned())?;
    Some((names, post_script))
}

fn normal(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, ' ' | '-' | '_')).flat_map(char::to_lowercase).collect()
}

fn system_directories() -> Vec<PathBuf> {
    let mut directories: Vec<PathBuf> =
        ["/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts"].map(PathBuf::from).into();
    if let Some(home) = std::env::var_os("HOME") {
        directories.push(Path::new(&home).join(".local/share/fonts"));
    }
    directories
}

//! A small city: 市大数据局, which sends, and three organs that receive.
//!
//! | account | post | roles |
//! |---|---|---|
//! | zhang | 数据资源处 科员 | |
//! | li, wang, zhao | heads of 数据资源处, 政务服务处, 安全处 | |
//! | chen, qian | 办公室 | reviewer (核稿人) |
//! | sun | 办公室 | registrar (文书) |
//! | zhou | 办公室 | seal_keeper (印章管理员) |
//! | wu, zheng | 办公室 | deputy_leader (分管领导), chief_leader (主要负责人) |
//! | feng | 办公室 | flow_administrator (流程管理员) |
//! | jiang, shen, han | registrars of 市教育局, 市卫生健康委, 定海区人民政府 | registrar |
//! | he | 市教育局 科员 | |
//! | xitong, anquan, shenji | 安全处, the three administrators (三员) | system_, security_, audit_administrator |

use api::{DepartmentId, OrganId, PersonId};
use argon2::{Algorithm, Argon2, Params, PasswordHasher, Version};
use flow::PostId;
use sha2::{Digest, Sha256};
use sqlx::PgConnection;
use uuid::Uuid;

/// The password of everybody.
pub const PASSWORD: &str = "同舟共济-2026";
/// 市大数据局's 机关代字.
pub const WORD: &str = "舟大数据发";

pub const BUREAU: &str = "市大数据局";
pub const EDUCATION: &str = "市教育局";
pub const HEALTH: &str = "市卫生健康委";
pub const DINGHAI: &str = "定海区人民政府";

struct Seat {
    account: &'static str,
    name: &'static str,
    organ: &'static str,
    department: &'static str,
    title: &'static str,
    head: bool,
    roles: &'static [&'static str],
}

/// Name, formal name, kind, parent, level.
const ORGANS: &[(&str, &str, &str, Option<&str>, i16)] = &[
    ("市人民政府", "舟山市人民政府", "政府", None, 1),
    (BUREAU, "舟山市大数据局", "部门", Some("市人民政府"), 2),
    (EDUCATION, "舟山市教育局", "部门", Some("市人民政府"), 2),
    (HEALTH, "舟山市卫生健康委员会", "部门", Some("市人民政府"), 2),
    (DINGHAI, "舟山市定海区人民政府", "政府", Some("市人民政府"), 2),
];

const fn seat(
    account: &'static str,
    name: &'static str,
    place: (&'static str, &'static str),
    title: &'static str,
    head: bool,
    roles: &'static [&'static str],
) -> Seat {
    Seat { account, name, organ: place.0, department: place.1, title, head, roles }
}

const DATA: (&str, &str) = (BUREAU, "数据资源处");
const OFFICE: (&str, &str) = (BUREAU, "办公室");
const SECURITY: (&str, &str) = (BUREAU, "安全处");

const SEATS: &[Seat] = &[
    seat("zhang", "张明", DATA, "科员", false, &[]),
    seat("li", "李华", DATA, "处长", true, &[]),
    seat("wang", "王静", (BUREAU, "政务服务处"), "处长", true, &[]),
    seat("zhao", "赵磊", SECURITY, "处长", true, &[]),
    seat("chen", "陈晨", OFFICE, "办公室主任", true, &["reviewer"]),
    seat("qian", "钱进", OFFICE, "秘书", false, &["reviewer"]),
    seat("sun", "孙丽", OFFICE, "文书", false, &["registrar"]),
    seat("zhou", "周洁", OFFICE, "印章管理员", false, &["seal_keeper"]),
    seat("wu", "吴刚", OFFICE, "副局长", false, &["deputy_leader"]),
    seat("zheng", "郑重", OFFICE, "局长", false, &["chief_leader"]),
    seat("feng", "冯涛", OFFICE, "流程管理员", false, &["flow_administrator"]),
    seat("jiang", "蒋欣", (EDUCATION, "办公室"), "文书", false, &["registrar"]),
    seat("he", "何宁", (EDUCATION, "办公室"), "科员", false, &[]),
    seat("shen", "沈悦", (HEALTH, "办公室"), "文书", false, &["registrar"]),
    seat("han", "韩雪", (DINGHAI, "办公室"), "文书", false, &["registrar"]),
    seat("xitong", "邵文", SECURITY, "系统管理员", false, &["system_administrator"]),
    seat("anquan", "江澜", SECURITY, "安全管理员", false, &["security_administrator"]),
    seat("shenji", "沈明", SECURITY, "审计管理员", false, &["audit_administrator"]),
];

/// The same name gives the same id in every run.
fn id(kind: &str, name: &str) -> Uuid {
    let digest = Sha256::digest(format!("{kind}/{name}"));
    Uuid::from_slice(&digest[..16]).unwrap()
}

pub fn person(account: &str) -> PersonId {
    PersonId(id("person", account))
}

/// The one post of the person.
pub fn post(account: &str) -> PostId {
    PostId(id("post", account))
}

pub fn organ(name: &str) -> OrganId {
    OrganId(id("organ", name))
}

/// A department of 市大数据局.
pub fn department(name: &str) -> DepartmentId {
    department_of(BUREAU, name)
}

pub fn department_of(organ: &str, name: &str) -> DepartmentId {
    DepartmentId(id("department", &format!("{organ}/{name}")))
}

pub fn register() -> Uuid {
    id("register", WORD)
}

/// Fills an empty database.
pub async fn settle(owner: &mut PgConnection) {
    for (sort, (name, formal, kind, parent, level)) in (1i32..).zip(ORGANS) {
        sqlx::query(
            "insert into organs (id, name, formal_name, kind, parent_id, level, sort) values ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(organ(name).0)
        .bind(name)
        .bind(formal)
        .bind(kind)
        .bind(parent.map(|parent| organ(parent).0))
        .bind(level)
        .bind(sort)
        .execute(&mut *owner)
        .await
        .unwrap();
    }
    let hash = cheap_hash();
    for (sort, seat) in (1i32..).zip(SEATS) {
        take_seat(owner, seat, sort, &hash).await;
    }
    server::platform::organization::spelling::spell_names(owner).await.unwrap();
    sqlx::query("insert into registers (id, organ_id, name, word) values ($1, $2, '局发文', $3)")
        .bind(register())
        .bind(organ(BUREAU).0)
        .bind(WORD)
        .execute(&mut *owner)
        .await
        .unwrap();
    for (organ_name, word) in [(BUREAU, "舟大数据收"), (EDUCATION, "舟教收")] {
        sqlx::query("insert into registers (id, organ_id, name, series, word) values ($1, $2, '收文登记簿', 'incoming', $3)")
            .bind(id("register", word))
            .bind(organ(organ_name).0)
            .bind(word)
            .execute(&mut *owner)
            .await
            .unwrap();
    }
    sqlx::query(
        "insert into seals (id, organ_id, name, png, diameter_mm, valid_from)
         values ($1, $2, '舟山市大数据局印章', $3, 42, '2020-01-01')",
    )
    .bind(id("seal", BUREAU))
    .bind(organ(BUREAU).0)
    .bind(seal_picture())
    .execute(owner)
    .await
    .unwrap();
}

async fn take_seat(owner: &mut PgConnection, seat: &Seat, sort: i32, hash: &str) {
    let department = department_of(seat.organ, seat.department).0;
    sqlx::query(
        "insert into departments (id, organ_id, name, sort) values ($1, $2, $3, $4) on conflict do nothing",
    )
    .bind(department)
    .bind(organ(seat.organ).0)
    .bind(seat.department)
    .bind(sort)
    .execute(&mut *owner)
    .await
    .unwrap();
    sqlx::query("insert into people (id, name, account, password_hash) values ($1, $2, $3, $4)")
        .bind(person(seat.account).0)
        .bind(seat.name)
        .bind(seat.account)
        .bind(hash)
        .execute(&mut *owner)
        .await
        .unwrap();
    sqlx::query(
        "insert into posts (id, person_id, department_id, organ_id, title, head, sort) values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(post(seat.account).0)
    .bind(person(seat.account).0)
    .bind(department)
    .bind(organ(seat.organ).0)
    .bind(seat.title)
    .bind(seat.head)
    .bind(sort)
    .execute(&mut *owner)
    .await
    .unwrap();
    let roles: Vec<String> = seat.roles.iter().map(|role| (*role).to_owned()).collect();
    sqlx::query("insert into post_roles (post_id, role) select $1, unnest($2::text[])")
        .bind(post(seat.account).0)
        .bind(roles)
        .execute(owner)
        .await
        .unwrap();
}

/// argon2id at its cheapest: the tests sign in hundreds of times. What production stores has a test of its own.
fn cheap_hash() -> String {
    let params = Params::new(8, 1, 1, None).unwrap();
    let hasher = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    hasher.hash_password(PASSWORD.as_bytes()).unwrap().to_string()
}

/// A red ring on nothing, as a PNG without compression.
pub fn seal_picture() -> Vec<u8> {
    const SIDE: u32 = 96;
    let mut rows = Vec::new();
    for y in 0..SIDE {
        rows.push(0);
        for x in 0..SIDE {
            let (dx, dy) = (f64::from(x) - 47.5, f64::from(y) - 47.5);
            let on_ring = (40.0..47.0).contains(&dx.hypot(dy));
            rows.extend(if on_ring { [200, 0, 0, 255] } else { [0; 4] });
        }
    }
    let mut packed = vec![0x78, 0x01];
    let blocks: Vec<&[u8]> = rows.chunks(0xffff).collect();
    for (index, block) in blocks.iter().enumerate() {
        packed.push(u8::from(index + 1 == blocks.len()));
        let length = block.len() as u16;
        packed.extend(length.to_le_bytes());
        packed.extend((!length).to_le_bytes());
        packed.extend(*block);
    }
    packed.extend(adler32(&rows).to_be_bytes());
    let mut header = Vec::new();
    header.extend(SIDE.to_be_bytes());
    header.extend(SIDE.to_be_bytes());
    header.extend([8, 6, 0, 0, 0]);
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    for (kind, content) in [(b"IHDR", &header), (b"IDAT", &packed), (b"IEND", &Vec::new())] {
        png.extend((content.len() as u32).to_be_bytes());
        let covered: Vec<u8> = kind.iter().chain(content).copied().collect();
        png.extend(&covered);
        png.extend(crc32(&covered).to_be_bytes());
    }
    png
}

fn adler32(bytes: &[u8]) -> u32 {
    let (a, b) = bytes.iter().fold((1u32, 0u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65521;
        (a, (b + a) % 65521)
    });
    b << 16 | a
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg()))
    })
}

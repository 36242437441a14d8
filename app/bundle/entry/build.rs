//! Splitting by module needs to know what refers to what, which the linker forgets unless asked.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_FAMILY").is_ok_and(|family| family == "wasm") {
        println!("cargo::rustc-link-arg-cdylib=--emit-relocs");
        // Code without reference types names no table, so the splitter would leave it out of the main module.
        println!("cargo::rustc-link-arg-cdylib=--export-table");
    }
}

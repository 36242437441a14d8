#!/bin/sh
# Packs what was built into target/tongzhou_VERSION_ARCHITECTURE.deb. `make deb` builds first.
#   deploy/deb.sh [release|debug] [folder of the built app]
set -eu

profile=${1:-release}
app=${2:-target/app}
cd "$(dirname "$0")/.."
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | head -n 1)
architecture=$(dpkg --print-architecture)
root=target/deb
package=target/tongzhou_${version}_$architecture.deb

for needed in "target/$profile/server" "target/$profile/typeset" "$app/index.html" target/fonts; do
    [ -e "$needed" ] || { echo "deb: $needed is missing: run  make deb" >&2; exit 1; }
done

rm -rf "$root"
install -d "$root/DEBIAN" "$root/usr/lib/tongzhou" "$root/usr/bin" "$root/usr/share/tongzhou/fonts" \
    "$root/usr/share/doc/tongzhou" "$root/etc/tongzhou/fonts" "$root/lib/systemd/system"
install -m 0755 -s "target/$profile/server" "target/$profile/typeset" "$root/usr/lib/tongzhou/"
install -m 0755 deploy/tongzhou "$root/usr/bin/tongzhou"
cp -R "$app" "$root/usr/share/tongzhou/app"
find target/fonts -maxdepth 1 -name '*.otf' -exec install -m 0644 {} "$root/usr/share/tongzhou/fonts/" \;
install -m 0644 deploy/tongzhou.service deploy/tongzhou-backup.service deploy/tongzhou-backup.timer "$root/lib/systemd/system/"
install -m 0644 deploy/tongzhou.conf "$root/etc/tongzhou/"
install -m 0644 README.md LICENSE "$root/usr/share/doc/tongzhou/"
cp deploy/debian/copyright "$root/usr/share/doc/tongzhou/copyright"
install -m 0755 deploy/debian/postinst deploy/debian/prerm deploy/debian/postrm "$root/DEBIAN/"
install -m 0644 deploy/debian/conffiles "$root/DEBIAN/"
find "$root/usr" "$root/etc" "$root/lib" -type d -exec chmod 0755 {} +
find "$root/usr/share" -type f -exec chmod 0644 {} +

# The newest version of the C library that the programs ask for.
libc=$(objdump -T "$root"/usr/lib/tongzhou/* | sed -n 's/.*GLIBC_\([0-9.]*\).*/\1/p' | sort -V | tail -n 1)
size=$(du -sk --exclude DEBIAN "$root" | cut -f 1)
sed -e "s/@VERSION@/$version/" -e "s/@ARCHITECTURE@/$architecture/" -e "s/@LIBC@/$libc/" -e "s/@SIZE@/$size/" \
    deploy/debian/control >"$root/DEBIAN/control"
(cd "$root" && find usr lib -type f -exec md5sum {} +) >"$root/DEBIAN/md5sums"
dpkg-deb --build --root-owner-group "$root" "$package" >/dev/null
rm -rf "$root"
echo "$package ($(du -h "$package" | cut -f 1))"

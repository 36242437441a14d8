"""Checks one file against what PDF/A-2b asks and can be seen without a full validator (ISO 19005-2).

Seen: the declaration, the output intent, fonts embedded, nothing encrypted, active, embedded or external.
"""

import sys

import pikepdf

FORBIDDEN_ACTIONS = {"/JavaScript", "/Launch", "/Sound", "/Movie", "/ImportData", "/ResetForm", "/SetOCGState"}


def check(path):
    with pikepdf.open(path) as pdf:
        assert not pdf.is_encrypted, "encrypted (6.1.3)"
        assert pdf.trailer.get("/ID"), "no file identifier (6.1.3)"
        root = pdf.Root
        metadata = pdf.open_metadata()
        assert metadata.get("pdfaid:part") == "2", "part 2 not declared (6.6.4)"
        assert metadata.get("pdfaid:conformance") == "B", "level B not declared (6.6.4)"
        assert metadata.get("dc:title"), "no title"
        intents = [intent for intent in root.get("/OutputIntents", []) if intent.S == "/GTS_PDFA1"]
        assert len(intents) == 1 and "/DestOutputProfile" in intents[0], "no output intent (6.2.3)"
        assert "/OpenAction" not in root or "/JavaScript" not in str(root.OpenAction)
        assert "/AA" not in root and "/AcroForm" not in root and "/NeedsRendering" not in root
        names = root.get("/Names", {})
        assert "/JavaScript" not in names and "/EmbeddedFiles" not in names
        fonts = 0
        for item in pdf.objects:
            if not isinstance(item, (pikepdf.Dictionary, pikepdf.Stream)):
                continue
            assert item.get("/S") not in FORBIDDEN_ACTIONS, f"action {item.get('/S')} (6.5.1)"
            assert "/F" not in item or item.get("/Type") != "/Filespec", "external file (6.8)"
            assert item.get("/Filter") != "/LZWDecode", "LZW (6.1.7)"
            if item.get("/Type") == "/FontDescriptor":
                fonts += 1
                assert any(key in item for key in ("/FontFile", "/FontFile2", "/FontFile3")), "font not embedded (6.2.11.4)"
            if item.get("/Type") == "/Font" and item.get("/Subtype") == "/Type0":
                assert "/ToUnicode" in item, "no Unicode map"
        assert fonts, "no fonts at all"


if __name__ == "__main__":
    check(sys.argv[1])

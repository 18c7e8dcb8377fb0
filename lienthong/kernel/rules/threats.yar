import "math"

/*
   Our own rules. A rule's meta says what it means: verdict "infected" (known bad) or "suspicious"
   (can do harm), threat = its name in the sentence a person reads. Strings of known test files are
   written as bytes, so that no scanner takes this file for one of them.
*/

rule eicar_test_file
{
    meta:
        verdict = "infected"
        threat = "EICAR (tệp thử bộ quét)"
    strings:
        $eicar = {
            58 35 4F 21 50 25 40 41 50 5B 34 5C 50 5A 58 35 34 28 50 5E 29 37 43 43 29 37 7D 24
            45 49 43 41 52 2D 53 54 41 4E 44 41 52 44
        }
    condition:
        $eicar
}

rule macro_dropper
{
    meta:
        verdict = "infected"
        threat = "macro tự tải hoặc tự chạy chương trình"
    strings:
        $project = { 5F 00 56 00 42 00 41 00 5F 00 50 00 52 00 4F 00 4A 00 45 00 43 00 54 }
        $start1 = "AutoOpen" nocase
        $start2 = "Auto_Open" nocase
        $start3 = "Document_Open" nocase
        $start4 = "Workbook_Open" nocase
        $start5 = "DocumentOpen" nocase
        $act1 = "WScript.Shell" nocase
        $act2 = "Shell.Application" nocase
        $act3 = "URLDownloadToFile" nocase
        $act4 = "MSXML2.XMLHTTP" nocase
        $act5 = "WinHttp.WinHttpRequest" nocase
        $act6 = "ADODB.Stream" nocase
        $act7 = "powershell" nocase
        $act8 = "cmd.exe" nocase
        $act9 = "CreateThread"
        $act10 = "VirtualAlloc"
    condition:
        $project and any of ($start*) and any of ($act*)
}

rule office_macro
{
    meta:
        verdict = "suspicious"
        threat = "tài liệu chứa macro"
    strings:
        $project = { 5F 00 56 00 42 00 41 00 5F 00 50 00 52 00 4F 00 4A 00 45 00 43 00 54 }
    condition:
        $project
}

rule office_dde
{
    meta:
        verdict = "suspicious"
        threat = "trường DDE gọi chương trình khác"
    strings:
        $word = /<w:instrText[^>]{0,200}>[^<]{0,80}DDE(AUTO)?[ "]/
        $sheet = /<ddeLink[^>]{0,400}ddeService=/
    condition:
        any of them
}

rule rtf_exploit_object
{
    meta:
        verdict = "suspicious"
        threat = "RTF nhúng đối tượng tự cập nhật"
    strings:
        $head = "{\\rt"
        $update = "\\objupdate" nocase
        $equation = "4571756174696f6e2e33" nocase
    condition:
        $head at 0 and any of ($update, $equation)
}

rule html_smuggling
{
    meta:
        verdict = "suspicious"
        threat = "trang HTML tự lắp rồi tải tệp xuống máy"
    strings:
        $script = "<script" nocase
        $blob = /new\s+Blob\s*\(/
        $decode = /atob\s*\(/
        $save1 = "createObjectURL"
        $save2 = "msSaveOrOpenBlob"
        $save3 = /\.download\s*=/
    condition:
        $script and ($blob or $decode) and any of ($save*)
}

rule hidden_powershell
{
    meta:
        verdict = "suspicious"
        threat = "lệnh PowerShell bị giấu"
    strings:
        $shell = "powershell" nocase
        $encoded = /\s-e(nc|ncodedcommand)?\s{1,8}[A-Za-z0-9+\/=]{40}/ nocase
        $fetched = /downloadstring|downloadfile|invoke-webrequest/ nocase
    condition:
        // one regex from the name to the option would cost a minute on a file full of the name
        $shell and (
            for any i in (1..math.min(#encoded, 50)):
                ($shell in (math.max(0, @encoded[i] - 140)..@encoded[i])) or
            for any i in (1..math.min(#fetched, 50)):
                ($shell in (math.max(0, @fetched[i] - 220)..@fetched[i]))
        )
}

rule pdf_active
{
    meta:
        verdict = "suspicious"
        threat = "PDF chứa mã tự chạy"
    strings:
        $head = "%PDF-"
        $script = /\/S\s*\/JavaScript/
        $launch = /\/S\s*\/Launch/
    condition:
        $head at 0 and any of ($script, $launch)
}

rule program_inside_document
{
    meta:
        verdict = "suspicious"
        threat = "chương trình Windows giấu trong tài liệu"
    strings:
        $stub = "This program cannot be run in DOS mode"
        $coded = "This program cannot be run in DOS mode" base64
    condition:
        any of them and not uint16(0) == 0x5A4D
}

rule windows_program
{
    meta:
        verdict = "suspicious"
        threat = "chương trình Windows"
    condition:
        uint16(0) == 0x5A4D and filesize > 64 and uint32(uint32(0x3C)) == 0x00004550
}

rule excel4_macro
{
    meta:
        verdict = "suspicious"
        threat = "trang macro Excel 4"
    strings:
        $sheet = { 85 00 ?? 00 ?? ?? ?? ?? (00 | 01 | 02) 01 ?? (00 | 01) }
    condition:
        uint32(0) == 0xE011CFD0 and $sheet
}

rule old_word_dde
{
    meta:
        verdict = "suspicious"
        threat = "trường DDE gọi chương trình khác"
    strings:
        $field = /\x13[ \x00]{0,6}D\x00?D\x00?E\x00?(A|[ "])/ nocase
    condition:
        uint32(0) == 0xE011CFD0 and $field
}

rule archive_behind_a_document
{
    meta:
        verdict = "suspicious"
        threat = "tệp nén giấu sau ảnh hoặc PDF"
    strings:
        $rar = { 52 61 72 21 1A 07 }
        $seven = { 37 7A BC AF 27 1C }
    condition:
        (uint16(0) == 0xD8FF or uint32(0) == 0x474E5089 or uint32(0) == 0x38464947 or
         uint32(0) == 0x46445025) and any of them
}

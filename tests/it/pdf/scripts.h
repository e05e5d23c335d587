/* Name and text of each script; what must look whole, and what is odd. */
/* clang-format off: it measures these texts anew each time */
static const char *const texts[][2] = {
    {"Latin", "Zażółć gęślą jaźń, Ærøskøbing, ﬁnancial office ﬂuffy "
	      "ﬀ, İstanbul ıfık, ß ẞ, Đàng Việt ở"},
    {"Combining", "e\u0301 a\u030A n\u0303 x\u0323\u0301\u0302 "
		  "q\u0307\u0323 Z\u0351\u036B\u0343\u036A \u0301alone"},
    {"Invisible", "co\u00ADop\u00ADer\u00ADation no\u00A0break "
		  "nar\u202Frow zero\u200Bwidth join\u200Der non\u200Cjoin "
		  "word\u2060joiner \u200D \u00AD \u200B va\uFE0Frious"},
    {"Greek", "Ελληνικά: Ὦ ξεῖν’, ἀγγέλλειν ΆΈΉΊΌΎΏ"},
    {"Cyrillic", "Съешь ещё этих мягких французских булок, Ґ ґ Є є Ї ї"},
    {"Arabic", "مرحبا بالعالم، هذا نموذج لكشف الاحتيال ١٢٣ لا إله ﷺ"},
    {"Hebrew", "שלום עולם, מודל לגילוי הונאה שִׁבֹּלֶת"},
    {"Devanagari", "नमस्ते दुनिया, क्षत्रिय श्री ज्ञान द्ध "
		   "क्‍ष "
		   "क्‌ष "
		   "हिन्दी"},
    {"Chinese",
	"你好，世界。這是一個用於偵測發票詐欺的模型，由人決定每一筆付款。"},
    {"Japanese", "こんにちは世界。カタカナ、ひらがな、漢字「」葛\U000E0100"},
    {"Korean", "안녕하세요 세계 \u1112\u1161\u11AB"},
    {"Symbols", "→ ⇒ ✓ ✗ ☐ ☑ ⚠ ★ ☃ ⌘ ⏎ ① Ⅷ № ™ ℗ ‰ ‱ € "
		"₿ "
		"½ "
		"²"},
    {"Math", "∑ ∫ √ ∞ ≠ ≤ ≥ ∂ ∇ ∈ ∉ ⊂ ∪ ∩ ℝ 𝑥 𝐀 𝔸 𝒜 ∀ε>0 ∃δ"},
    {"Armenian, Georgian", "Բարեւ աշխարհ გამარჯობა მსოფლიო"},
    {"Bengali, Tamil", "ওহে বিশ্ব ক্ষ வணக்கம் உலகம் கௌ"},
    {"Thai, Ethiopic", "สวัสดีชาวโลก ที่นี่ ሰላም ልዑል"},
    {"No font", "grin \U0001F600 family \U0001F468\u200D\U0001F469 flag "
		"\U0001F1FA\U0001F1F8 cuneiform \U00012000 none \u0378"},
    {"Private", "pua \uE000 \uF8FF \uF000 \U000F0000 \U0010FFFD end"},
    {"Replacement", "was \uFFFD and \uFFFC here"}};

/* What runs in two directions: pdftotext has no one order for it. */
static const char *const mixed[][2] = {
    {"Mixed", "abc אבג def 123 גדה, (ghi) [مرحبا] jkl: 45% של 67 - end אב"}};

import pytest

from bot.gateways.builtin.language import language_of, name_of

LONG = {
    "en": (
        "The town council of Dunmore voted on Tuesday to close the old bridge over the Ellery for two years. Engineers "
        "had found "
        "cracks in three of its eleven arches, and the county will not pay for a repair that holds only until the next flood. "
        "Shopkeepers on the northern bank said that they had not been asked and that they would go to court."
    ),
    "de": (
        "Der Stadtrat von Dunmore hat am Dienstag beschlossen, die alte Brücke über den Ellery für zwei Jahre zu sperren. "
        "Fachleute hatten in drei ihrer elf Bögen Risse gefunden, und der Kreis will für eine Reparatur nicht zahlen, die nur "
        "bis zum nächsten Hochwasser hält. Die Händler am nördlichen Ufer sagten, man habe sie nicht gefragt, und sie würden "
        "vor Gericht ziehen."
    ),
    "fr": (
        "Le conseil municipal de Dunmore a décidé mardi de fermer pour deux ans le vieux pont sur l'Ellery. Des ingénieurs "
        "avaient trouvé des fissures dans trois de ses onze arches, et le comté ne veut pas payer une réparation qui "
        "ne tiendra "
        "que jusqu'à la prochaine crue. Les commerçants de la rive nord ont dit qu'ils n'avaient pas été consultés et qu'ils "
        "iraient en justice."
    ),
    "es": (
        "El concejo municipal de Dunmore decidió el martes cerrar durante dos años el viejo puente sobre el Ellery. Los "
        "ingenieros habían encontrado grietas en tres de sus once arcos, y el condado no quiere pagar una reparación que solo "
        "aguante hasta la próxima crecida. Los comerciantes de la orilla norte dijeron que nadie les había preguntado y que "
        "acudirían a los tribunales."
    ),
    "uk": (
        "Міська рада Данмора у вівторок вирішила закрити старий міст через Еллері на два роки. Інженери знайшли "
        "тріщини в трьох "
        "з одинадцяти його арок, а округ не хоче платити за ремонт, якого вистачить лише до наступної повені. Власники "
        "крамниць "
        "на північному березі сказали, що їх ніхто не питав і що вони підуть до суду. Мер пообіцяла поставити тимчасову "
        "переправу ще до осені, якщо знайдуться гроші, і зустрітися з мешканцями обох берегів."
    ),
    "ru": (
        "Городской совет Данмора во вторник решил закрыть старый мост через Эллери на два года. Инженеры нашли трещины "
        "в трёх из "
        "одиннадцати его арок, а округ не хочет платить за ремонт, которого хватит только до следующего паводка. "
        "Владельцы лавок "
        "на северном берегу сказали, что их никто не спрашивал и что они пойдут в суд. Мэр пообещала поставить временную "
        "переправу ещё до осени, если найдутся деньги, и встретиться с жителями обоих берегов."
    ),
    "ar": (
        "قرر مجلس مدينة دانمور يوم الثلاثاء إغلاق الجسر القديم فوق نهر إليري لمدة عامين. وكان المهندسون قد وجدوا شقوقا "
        "في ثلاثة من أقواسه الأحد عشر، ولا تريد المقاطعة أن تدفع ثمن إصلاح لا يصمد إلا حتى الفيضان القادم. "
        "وقال أصحاب المتاجر على الضفة الشمالية إن أحدا لم يسألهم وإنهم سيلجؤون إلى المحكمة. "
        "ووعدت رئيسة البلدية بإقامة معبر مؤقت قبل الخريف إذا توفر المال."
    ),
    "zh": (
        "邓莫尔市议会星期二决定将埃勒里河上的老桥关闭两年。工程师在十一个桥拱中的三个上发现了裂缝，"
        "而县政府不愿意为一次只能撑到下一场洪水的修理付钱。北岸的店主们说没有人问过他们的意见，他们将向法院提起诉讼。"
        "市长答应，如果能找到钱，秋天以前就会设一个临时渡口，并且同两岸的居民见面。"
    ),
}  # fmt: skip


@pytest.mark.parametrize("code", LONG)
def test_tells_eight_languages_apart_whatever_the_page_declares(code: str) -> None:
    # Many templates say "en" over text of any language.
    for declared in (None, code, f"{code}-XX", f"{code.upper()}_xx", "en", "en-US", ""):
        assert language_of(LONG[code], declared) == code


@pytest.mark.parametrize(
    ("text", "declared", "code"),
    [
        ("The mayor of the town said that it was not for her to decide on the road and the bridge, which are old.", None, "en"),
        ("Der Bürgermeister sagte, dass die Brücke nicht sicher ist und für die Autos zu ist, auch für die Busse.", None, "de"),
        ("Le maire a dit que le pont est fermé et que les autos ne passent pas, mais les bus sont dans la rue.", None, "fr"),
        ("Міський голова заявив, що міст закрито для всіх.", None, "uk"),
        ("Мэр заявил, что мост закрыт для всех.", None, "ru"),
        ("市长说桥已经关闭，所有车辆必须绕行。", None, "zh"),
        ("市長は橋が閉鎖されたと述べました。", None, "ja"),
        ("قال رئيس البلدية إن الجسر مغلق أمام الجميع", None, "ar"),
        ("The mayor spoke.", "en-GB", "en"),
        ("The mayor spoke.", "EN_us", "en"),
        ("Der Rat tagt.", "de", "de"),
        ("Мэр заявил, что мост закрыт для всех.", "en", "ru"),
        ("", None, "en"),
    ],
)  # fmt: skip
def test_tells_the_language(text: str, declared: str | None, code: str) -> None:
    assert language_of(text, declared) == code


def test_english_that_the_page_declares_otherwise_is_english() -> None:
    assert language_of(LONG["en"], "de") == "en"


def test_names_languages_for_people() -> None:
    assert name_of("uk") == "Ukrainian"
    assert "'xx'" in name_of("xx")

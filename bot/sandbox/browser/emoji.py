"""The emoji for `:name:`: those that a newsroom's bot is likely to use, not all of Slack's."""

import re

_TABLE = """
eyes 👀 | warning ⚠️ | white_check_mark ✅ | heavy_check_mark ✔️ | ballot_box_with_check ☑️ | x ❌
negative_squared_cross_mark ❎ | no_entry ⛔ | no_entry_sign 🚫 | question ❓ | grey_question ❔
exclamation ❗ | bangbang ‼️ | information_source ℹ️ | bell 🔔 | no_bell 🔕 | loudspeaker 📢 | mega 📣
speech_balloon 💬 | thought_balloon 💭 | left_speech_bubble 🗨️ | link 🔗 | paperclip 📎 | newspaper 📰
rolled_up_newspaper 🗞️ | page_facing_up 📄 | page_with_curl 📃 | bookmark_tabs 📑 | scroll 📜 | memo 📝
pencil 📝 | pencil2 ✏️ | books 📚 | book 📖 | open_book 📖 | bookmark 🔖 | card_index 📇
card_index_dividers 🗂️ | file_folder 📁 | open_file_folder 📂 | file_cabinet 🗄️ | clipboard 📋
pushpin 📌 | round_pushpin 📍 | mag 🔍 | mag_right 🔎 | bar_chart 📊 | chart_with_upwards_trend 📈
chart_with_downwards_trend 📉 | calendar 📆 | date 📅 | spiral_calendar_pad 🗓️ | clock1 🕐 | clock3 🕒
alarm_clock ⏰ | stopwatch ⏱️ | hourglass ⌛ | hourglass_flowing_sand ⏳ | watch ⌚ | repeat 🔁
arrows_counterclockwise 🔄 | arrow_right ➡️ | arrow_left ⬅️ | arrow_up ⬆️ | arrow_down ⬇️
arrow_upper_right ↗️ | arrow_lower_right ↘️ | leftwards_arrow_with_hook ↩️ | heavy_plus_sign ➕
heavy_minus_sign ➖ | red_circle 🔴 | large_orange_circle 🟠 | large_yellow_circle 🟡
large_green_circle 🟢 | large_blue_circle 🔵 | white_circle ⚪ | black_circle ⚫ | large_green_square 🟩
large_red_square 🟥 | large_yellow_square 🟨 | white_large_square ⬜ | black_large_square ⬛
small_blue_diamond 🔹 | small_orange_diamond 🔸 | zap ⚡ | boom 💥 | fire 🔥 | ocean 🌊 | rotating_light 🚨
ambulance 🚑 | fire_engine 🚒 | ballot_box_with_ballot 🗳️ | fist ✊ | scales ⚖️ | classical_building 🏛️
briefcase 💼 | stethoscope 🩺 | microscope 🔬 | hospital 🏥 | house 🏠 | office 🏢 | ship 🚢 | anchor ⚓
boat ⛵ | train 🚆 | airplane ✈️ | earth_africa 🌍 | earth_americas 🌎 | earth_asia 🌏
globe_with_meridians 🌐 | world_map 🗺️ | triangular_flag_on_post 🚩 | checkered_flag 🏁 | lock 🔒
unlock 🔓 | key 🔑 | shield 🛡️ | gear ⚙️ | wrench 🔧 | hammer 🔨 | toolbox 🧰 | bulb 💡 | test_tube 🧪
robot_face 🤖 | ghost 👻 | busts_in_silhouette 👥 | bust_in_silhouette 👤 | detective 🕵️ | wave 👋 | +1 👍
thumbsup 👍 | -1 👎 | thumbsdown 👎 | ok_hand 👌 | clap 👏 | pray 🙏 | raised_hands 🙌 | raised_hand ✋
muscle 💪 | point_right 👉 | point_left 👈 | point_up ☝️ | point_down 👇 | handshake 🤝 | writing_hand ✍️
smile 😄 | smiley 😃 | grinning 😀 | slightly_smiling_face 🙂 | simple_smile 🙂 | wink 😉 | joy 😂
sweat_smile 😅 | thinking_face 🤔 | neutral_face 😐 | face_with_monocle 🧐 | confused 😕 | disappointed 😞
cry 😢 | sob 😭 | scream 😱 | open_mouth 😮 | rolling_eyes 🙄 | sunglasses 😎 | sleeping 😴 | tada 🎉
sparkles ✨ | star ⭐ | star2 🌟 | trophy 🏆 | rocket 🚀 | 100 💯 | heart ❤️ | broken_heart 💔 | coffee ☕
seedling 🌱 | sunny ☀️ | cloud ☁️ | umbrella ☔ | snowflake ❄️ | fox_face 🦊 | owl 🦉 | cat 🐱 | dog 🐶
bird 🐦 | whale 🐳 | tv 📺 | radio 📻 | camera 📷 | movie_camera 🎥 | microphone 🎤 | studio_microphone 🎙️
headphones 🎧 | telephone ☎️ | iphone 📱 | computer 💻 | email 📧 | envelope ✉️ | inbox_tray 📥
outbox_tray 📤 | package 📦 | wastebasket 🗑️ | lower_left_ballpoint_pen 🖊️ | one 1️⃣ | two 2️⃣
three 3️⃣ | new 🆕 | sos 🆘 | recycle ♻️ | copyright ©️ | interrobang ⁉️
speaking_head_in_silhouette 🗣️ | eye 👁️ | hash #️⃣
"""
SHORTCODES = dict(entry.split() for line in _TABLE.strip().splitlines() for entry in line.split(" | "))
_SHORTCODE = re.compile(r":([a-z0-9_+'-]{1,60}):(?::skin-tone-[2-6]:)?")


def with_emoji(text: str) -> str:
    """Replace known shortcodes by emoji; unknown ones stay."""
    return _SHORTCODE.sub(lambda match: SHORTCODES.get(match[1], match[0]), text)

// The common shortcodes. An unknown one stays as it was written, as in Slack.

const NAMES = `+1 👍|thumbsup 👍|-1 👎|thumbsdown 👎|ok_hand 👌|wave 👋|clap 👏|raised_hands 🙌|pray 🙏|muscle 💪|handshake 🤝
|point_right 👉|point_left 👈|point_up ☝️|point_down 👇|eyes 👀|heart ❤️|green_heart 💚|blue_heart 💙|yellow_heart 💛|orange_heart 🧡
|broken_heart 💔|sparkles ✨|star ⭐|star2 🌟|dizzy 💫|fire 🔥|tada 🎉|confetti_ball 🎊|trophy 🏆|medal 🏅|gift 🎁|balloon 🎈|rocket 🚀
|smile 😄|smiley 😃|grinning 😀|slightly_smiling_face 🙂|blush 😊|relaxed ☺️|grin 😁|joy 😂|wink 😉|heart_eyes 😍|star-struck 🤩
|neutral_face 😐|expressionless 😑|thinking_face 🤔|confused 😕|slightly_frowning_face 🙁|white_frowning_face ☹️|frowning 😦
|worried 😟|disappointed 😞|cry 😢|sob 😭|angry 😠|rage 😡|weary 😩|sleeping 😴|zzz 💤|robot_face 🤖|bust_in_silhouette 👤
|busts_in_silhouette 👥|office 🏢|department_store 🏬|house 🏠|crown 👑|gem 💎|moneybag 💰|dollar 💵|euro 💶|credit_card 💳
|white_check_mark ✅|heavy_check_mark ✔️|ballot_box_with_check ☑️|x ❌|no_entry ⛔|no_entry_sign 🚫|warning ⚠️|rotating_light 🚨
|exclamation ❗|heavy_exclamation_mark ❗|question ❓|grey_question ❔|information_source ℹ️|sos 🆘|bell 🔔|no_bell 🔕|mega 📣|loudspeaker 📢
|red_circle 🔴|large_red_circle 🔴|large_orange_circle 🟠|large_yellow_circle 🟡|large_green_circle 🟢|large_blue_circle 🔵
|large_purple_circle 🟣|large_brown_circle 🟤|white_circle ⚪|black_circle ⚫|large_red_square 🟥|large_orange_square 🟧
|large_yellow_square 🟨|large_green_square 🟩|large_blue_square 🟦|white_large_square ⬜|black_large_square ⬛|small_red_triangle 🔺
|small_red_triangle_down 🔻|arrow_up ⬆️|arrow_down ⬇️|arrow_right ➡️|arrow_left ⬅️|arrow_upper_right ↗️|arrow_lower_right ↘️
|leftwards_arrow_with_hook ↩️|arrows_counterclockwise 🔄|recycle ♻️|repeat 🔁|hourglass ⌛|hourglass_flowing_sand ⏳|alarm_clock ⏰
|stopwatch ⏱️|timer_clock ⏲️|clock1 🕐|clock3 🕒|clock9 🕘|mantelpiece_clock 🕰️|calendar 📆|date 📅|spiral_calendar_pad 🗓️|sunrise 🌅
|speech_balloon 💬|left_speech_bubble 🗨️|thought_balloon 💭|memo 📝|pencil 📝|pencil2 ✏️|clipboard 📋|page_facing_up 📄|bookmark_tabs 📑
|file_folder 📁|open_file_folder 📂|package 📦|inbox_tray 📥|outbox_tray 📤|email 📧|e-mail 📧|envelope ✉️|incoming_envelope 📨
|phone ☎️|telephone ☎️|telephone_receiver 📞|iphone 📱|computer 💻|link 🔗|paperclip 📎|pushpin 📌|round_pushpin 📍|mag 🔍|mag_right 🔎
|lock 🔒|unlock 🔓|key 🔑|shield 🛡️|hammer_and_wrench 🛠️|wrench 🔧|gear ⚙️|bulb 💡|bar_chart 📊|chart_with_upwards_trend 📈
|chart_with_downwards_trend 📉|dart 🎯|ring_buoy 🛟|hole 🕳️|bucket 🪣|ocean 🌊|umbrella ☔|thunder_cloud_and_rain ⛈️|lightning ⚡|zap ⚡
|sunny ☀️|partly_sunny ⛅|cloud ☁️|snowflake ❄️|seedling 🌱|herb 🌿|four_leaf_clover 🍀|evergreen_tree 🌲|coffee ☕|cake 🍰|flag-no 🇳🇴
|flag-ro 🇷🇴|flag-pl 🇵🇱|flag-gb 🇬🇧|globe_with_meridians 🌐|earth_africa 🌍|one 1️⃣|two 2️⃣|three 3️⃣|four 4️⃣|five 5️⃣|six 6️⃣|seven 7️⃣
|eight 8️⃣|nine 9️⃣|keycap_ten 🔟|100 💯|new 🆕|ok 🆗|up 🆙|heavy_plus_sign ➕|heavy_minus_sign ➖|black_small_square ▪️|small_blue_diamond 🔹`;

const EMOJI = new Map(NAMES.replaceAll("\n", "").split("|").map((pair) => pair.split(" ")));

/** The character for a shortcode without its colons, or null. */
export const emoji = (name) => EMOJI.get(name.replace(/::skin-tone-\d$/, "")) ?? null;

/** Plain text with its :shortcodes: turned into characters. */
export const emojify = (text) => text.replace(/:([a-z0-9_+-]+):/g, (whole, name) => emoji(name) ?? whole);

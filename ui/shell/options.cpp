// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/options.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QFileInfo>
#include <QRegularExpression>

#include "format/theme.h"
#include "shell/page_list.h"

namespace lifeguard {
namespace {

struct OptionsText {
    Q_DECLARE_TR_FUNCTIONS(Options)
};

void describe(QCommandLineParser& parser) {
    parser.setApplicationDescription(OptionsText::tr("Watches and steers pools of worker processes."));
    parser.setSingleDashWordOptionMode(QCommandLineParser::ParseAsLongOptions);
    const auto add = [&parser](const char* name, const QString& help, const QString& value = {}) {
        parser.addOption(QCommandLineOption(QLatin1String(name), help, value));
    };
    add("help", OptionsText::tr("Prints this help and ends."));
    add("version", OptionsText::tr("Prints the version and ends."));
    add("demo", OptionsText::tr("Starts the demo and watches it."));
    add("attach",
        OptionsText::tr("Watches the program with this process id, or the manager server or agent at this address: "
                        "host:port, unix:/path or @name."),
        QStringLiteral("pid|address"));
    add("authkey-file",
        OptionsText::tr("The key of the manager server or agent; only you may be able to read the file."),
        QStringLiteral("file"));
    add("open", OptionsText::tr("Opens a recorded run by its number, or the latest of a database file."),
        QStringLiteral("run|file"));
    add("page", OptionsText::tr("Shows this page first: %1.").arg(pageIds().join(QStringLiteral(", "))),
        QStringLiteral("name"));
    add("settings", OptionsText::tr("Keeps settings in this file."), QStringLiteral("file"));
    add("theme", OptionsText::tr("system, light or dark."), QStringLiteral("name"));
    add("pictures", OptionsText::tr("Writes a picture of each page into this directory and ends."),
        QStringLiteral("directory"));
    add("size", OptionsText::tr("Size of the window, as in 1440x900."), QStringLiteral("WxH"));
}

// False with a sentence where the value of an option makes no sense.
bool readOpen(const QString& value, Options& options, QString* error) {
    bool number = false;
    const qlonglong run = value.toLongLong(&number);
    if (number && !QFileInfo::exists(value)) {
        options.run = run;
    } else if (!value.isEmpty()) {
        options.file = value;
    } else {
        *error = OptionsText::tr("--open needs the number of a run or a file.");
    }
    return error->isEmpty();
}

bool readAttach(const QString& value, const QString& key_file, Options& options, QString* error) {
    bool number = false;
    const int pid = value.toInt(&number);
    if (number) {
        if (pid <= 0) *error = OptionsText::tr("--attach needs a process id, not “%1”.").arg(value);
        options.attach = pid;
        return error->isEmpty();
    }
    ManagerPlace place;
    place.address = value;
    place.key = key_file.isEmpty() ? KeyKind::none : KeyKind::file;
    place.keyFile = key_file;
    try {
        parseManagerAddress(value);
        options.manager = place;
    } catch (const mp::ValueError& wrong) {
        *error = OptionsText::tr("--attach needs a process id or an address. %1").arg(QString::fromUtf8(wrong.what()));
    }
    return error->isEmpty();
}

bool readSize(const QString& value, Options& options, QString* error) {
    static const QRegularExpression form(QStringLiteral("^([0-9]{2,5})x([0-9]{2,5})$"));
    const auto match = form.match(value);
    if (!match.hasMatch())
        *error = OptionsText::tr("--size needs width and height, as in 1440x900, not “%1”.").arg(value);
    else
        options.size = {match.captured(1).toInt(), match.captured(2).toInt()};
    return error->isEmpty();
}

}  // namespace

std::optional<Options> parseOptions(const QStringList& arguments, QString* error) {
    error->clear();
    QCommandLineParser parser;
    describe(parser);
    Options options;
    if (!parser.parse(arguments)) {
        *error = parser.errorText();
        return std::nullopt;
    }
    const auto is_set = [&parser](const char* name) { return parser.isSet(QLatin1String(name)); };
    const auto value = [&parser](const char* name) { return parser.value(QLatin1String(name)); };
    options.help = is_set("help");
    options.version = is_set("version");
    options.demo = is_set("demo");
    options.page = value("page");
    options.settings = value("settings");
    options.theme = value("theme");
    options.pictures = value("pictures");
    if (!parser.positionalArguments().isEmpty())
        *error = OptionsText::tr("“%1” is not an option; files are opened by --open.")
                     .arg(parser.positionalArguments().front());
    else if (is_set("attach") && !readAttach(value("attach"), value("authkey-file"), options, error))
        return std::nullopt;
    else if (is_set("open") && !readOpen(value("open"), options, error))
        return std::nullopt;
    else if (is_set("size") && !readSize(value("size"), options, error))
        return std::nullopt;
    else if (int(options.demo) + int(is_set("attach")) + int(is_set("open")) > 1)
        *error = OptionsText::tr("--demo, --attach and --open exclude each other.");
    else if (is_set("authkey-file") && !options.manager)
        *error = OptionsText::tr("--authkey-file goes with --attach and the address of a manager server or agent.");
    else if (is_set("page") && !findPage(options.page))
        *error = OptionsText::tr("There is no page “%1”; there are %2.")
                     .arg(options.page, pageIds().join(QStringLiteral(", ")));
    bool known = true;
    if (is_set("theme")) theme::choiceFromName(options.theme, &known);
    if (!known) *error = OptionsText::tr("--theme is system, light or dark, not “%1”.").arg(options.theme);
    if (is_set("pictures") && options.pictures.isEmpty()) *error = OptionsText::tr("--pictures needs a directory.");
    if (is_set("settings") && options.settings.isEmpty()) *error = OptionsText::tr("--settings needs a file.");
    if (!error->isEmpty()) return std::nullopt;
    return options;
}

QString helpText() {
    QCommandLineParser parser;
    describe(parser);
    // The parser takes the path that was typed for the program's name, or has none where there is no application yet.
    static const QRegularExpression name(QStringLiteral("^(\\S+ )\\S+"));
    return parser.helpText().replace(name, QStringLiteral("\\1lifeguard")) +
           OptionsText::tr(
               "\nWithout options the window shows its home page. The guide is in it (F1); what it can do without a "
               "screen does lifeguardctl.\n");
}

}  // namespace lifeguard

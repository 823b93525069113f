// SPDX-License-Identifier: GPL-3.0-or-later
// lifeguard: the window. Parses the command line, wires, runs; all else is in ui/shell.
#include <QApplication>
#include <QFileInfo>
#include <QTextStream>
#include <QTimer>
#include <csignal>

#include "i18n/translation.h"
#include "mp/command.h"
#include "mp/exceptions.h"
#include "mp/observe.h"
#include "shell/hub.h"
#include "shell/icons.h"
#include "shell/main_window.h"
#include "shell/options.h"
#include "shell/pictures.h"

using namespace lifeguard;

namespace {

// Set by SIGINT and SIGTERM, looked at by a timer: nothing else is safe in a handler.
volatile std::sig_atomic_t asked_to_end = 0;
void askToEnd(int) {
    asked_to_end = 1;
}

int complain(const QString& sentence, int code) {
    QTextStream(stderr) << "lifeguard: " << sentence << Qt::endl;
    return code;
}

// What was named on the command line must be there: told here, in one sentence, before any window.
int checkSources(const Options& options) {
    if (options.attach) {
        try {
            mp::observe::attach(*options.attach);
        } catch (const mp::ProcessLookupError& error) {
            return complain(QString::fromUtf8(error.what()), exit_no_input);
        } catch (const mp::PermissionError& error) {
            return complain(QString::fromUtf8(error.what()), exit_no_permission);
        } catch (const mp::Exception& error) {
            return complain(QString::fromUtf8(error.what()), exit_data);
        }
    }
    if (options.manager) {
        mp::connection::Address address;
        const auto refuse = [&](const std::exception& error, int code) {
            return complain(options.manager->address + QStringLiteral(": ") + ManagerLine::explain(error, address),
                            code);
        };
        try {
            address = parseManagerAddress(options.manager->address);
            ManagerLine(address, managerKey(*options.manager), std::make_shared<std::atomic<bool>>(false)).prove();
        } catch (const mp::AuthenticationError& error) {
            return refuse(error, exit_no_permission);
        } catch (const mp::ValueError& error) {
            return refuse(error, exit_data);
        } catch (const mp::Exception& error) {
            return refuse(error, exit_unavailable);
        }
    }
    if (!options.file.isEmpty() && !QFileInfo::exists(options.file))
        return complain(QApplication::translate("main", "%1 does not exist.").arg(options.file), exit_no_input);
    if (!options.file.isEmpty() || options.run) {
        try {
            (options.run ? RunsBridge::openerOfRun(RunsBridge::defaultPath(), *options.run)
                         : RunsBridge::openerOfFile(options.file))();
        } catch (const mp::FileNotFoundError& error) {
            return complain(QString::fromUtf8(error.what()), exit_no_input);
        } catch (const mp::KeyError& error) {
            return complain(QString::fromUtf8(error.what()), exit_no_input);
        } catch (const mp::Exception& error) {
            return complain(QString::fromUtf8(error.what()), exit_data);
        }
    }
    return 0;
}

void openSources(const Options& options, Hub& hub, MainWindow& window) {
    if (options.demo) window.startDemo();
    if (options.attach) hub.attach(*options.attach);
    if (options.manager) hub.attachManager(*options.manager);
    if (options.run) hub.openRun(*options.run);
    if (!options.file.isEmpty()) hub.openFile(options.file);
}

// The demo goes on when its window is closed; one that was started for its pictures alone has nobody to look at it.
void endDemo(const Hub& hub) {
    const SnapshotPtr last = hub.models.latest();
    if (!hub.isDemo() || !last) return;
    try {
        mp::observe::attach(last->program.pid).terminate(last->program);
    } catch (const mp::Exception& error) {
        complain(QString::fromUtf8(error.what()), 0);
    }
}

void takePictures(const Options& options, Hub& hub, MainWindow& window, Pictures& pictures, int& result) {
    QObject::connect(&pictures, &Pictures::finished, &window, [&](const QStringList& files, const QString& error) {
        for (const QString& file : files) QTextStream(stdout) << file << Qt::endl;
        if (!error.isEmpty()) result = complain(error, exit_cannot_create);
        endDemo(hub);
        window.close();
    });
    const auto give_up = [&](const QString& sentence) {
        result = complain(sentence, exit_unavailable);
        window.close();
    };
    // Not before there is an event loop that the closing of the window ends.
    QObject::connect(&hub.feed, &SnapshotFeed::failed, &window, give_up, Qt::QueuedConnection);
    QObject::connect(&hub.manager, &ManagerFeed::failed, &window, give_up, Qt::QueuedConnection);
    QObject::connect(&hub.launcher, &Launcher::failed, &window, give_up, Qt::QueuedConnection);
    const bool has_source = options.demo || options.attach || options.run || !options.file.isEmpty();
    if (has_source)
        QObject::connect(&hub.feed, &SnapshotFeed::opened, &pictures, &Pictures::start);
    else if (options.manager)
        QObject::connect(&hub.manager, &ManagerFeed::opened, &pictures, &Pictures::start);
    else
        QTimer::singleShot(0, &pictures, &Pictures::start);
}

int run(QApplication& application, const Options& options) {
    Settings settings(options.settings.isEmpty() ? Settings::defaultPath() : options.settings);
    MainWindow::applyTheme(options.theme.isEmpty() ? settings.theme() : options.theme);
    Hub hub(settings);
    MainWindow window(hub);
    if (options.size.isValid()) window.resizeTo(options.size);
    if (!options.page.isEmpty()) {
        window.showPage(options.page);
        // For what the command line opens, and for nothing that is opened later.
        if (options.demo || options.attach || options.run || !options.file.isEmpty())
            QObject::connect(
                &hub.feed, &SnapshotFeed::opened, &window, [&window, page = options.page] { window.showPage(page); },
                Qt::SingleShotConnection);
    }
    window.show();
    int result = 0;
    Pictures pictures(window, options.pictures, options.demo || options.attach ? 6000 : 1500);
    if (!options.pictures.isEmpty()) takePictures(options, hub, window, pictures, result);
    openSources(options, hub, window);

    QTimer signals_timer;
    QObject::connect(&signals_timer, &QTimer::timeout, &window, [&window] {
        if (!asked_to_end) return;
        if (window.isVisible())
            window.close();
        else
            QCoreApplication::quit();
    });
    signals_timer.start(200);
    std::signal(SIGINT, askToEnd);
    std::signal(SIGTERM, askToEnd);

    const int code = application.exec();
    return result != 0 ? result : code;
}

// Qt asks for a session bus, and where there is none, the bus library starts one that outlives the window. The window
// needs none: it is used where it is.
void startNoSessionBus() {
    if (!qEnvironmentVariableIsEmpty("DBUS_SESSION_BUS_ADDRESS")) return;
    const QString runtime = qEnvironmentVariable("XDG_RUNTIME_DIR");
    if (runtime.isEmpty() || !QFileInfo::exists(runtime + QStringLiteral("/bus")))
        qputenv("DBUS_SESSION_BUS_ADDRESS", "disabled:");
}

}  // namespace

int main(int argc, char** argv) {
    mp::open_standard_streams();
    QCoreApplication::setApplicationName(QStringLiteral("lifeguard"));
    QCoreApplication::setApplicationVersion(QStringLiteral(LIFEGUARD_VERSION));
    QGuiApplication::setDesktopFileName(icons::application_id);
    QStringList arguments;
    for (int i = 0; i < argc; ++i) arguments << QString::fromLocal8Bit(argv[i]);
    QString error;
    const auto options = parseOptions(arguments, &error);
    if (!options) return complain(error, exit_usage);
    if (options->help) {
        QTextStream(stdout) << helpText();
        return 0;
    }
    if (options->version) {
        QTextStream(stdout) << "lifeguard " << QCoreApplication::applicationVersion() << Qt::endl;
        return 0;
    }
    if (const int code = checkSources(*options); code != 0) return code;
    startNoSessionBus();
    QApplication application(argc, argv);
    installTranslations(application);
    return run(application, *options);
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "i18n/translation.h"

#include <QLibraryInfo>
#include <QTranslator>

// Resources of a static library are registered from outside any namespace.
static void registerCatalogues() {
    Q_INIT_RESOURCE(i18n);
}

namespace lifeguard {
namespace {

bool install(QCoreApplication& application, const QLocale& locale, const QString& name, const QString& directory) {
    auto* translator = new QTranslator(&application);
    if (translator->load(locale, name, QStringLiteral("_"), directory))
        return application.installTranslator(translator);
    delete translator;
    return false;
}

}  // namespace

void installTranslations(QCoreApplication& application, const QLocale& locale) {
    registerCatalogues();
    const QString catalogues = QStringLiteral(":/i18n");
    const QString name = QStringLiteral("lifeguard");
    install(application, QLocale(QLocale::English), name, catalogues);  // plurals, and what another language lacks
    if (locale.language() == QLocale::English || locale.language() == QLocale::C) return;
    // Qt's own words follow ours: half a window in another language helps nobody.
    if (install(application, locale, name, catalogues))
        install(application, locale, QStringLiteral("qtbase"), QLibraryInfo::path(QLibraryInfo::TranslationsPath));
}

}  // namespace lifeguard

// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/manager_value.h"

#include <QCoreApplication>

namespace lifeguard {
namespace {

using mp::Object;
using Kind = Object::Kind;

constexpr int levels_shown = 60;
constexpr std::size_t most_repr = std::size_t{1} << 20U;

struct ManagerValueText {
    Q_DECLARE_TR_FUNCTIONS(ManagerValue)
};

// Even one that is too large to be printed says something.
QString printed(const Object& value) {
    std::string text;
    try {
        text = mp::repr(value, most_repr);
    } catch (const mp::Exception& error) {
        text = "<" + value.type_name() + ": " + error.what() + ">";
    }
    QString out = QString::fromStdString(text.substr(0, 4 * std::size_t{most_value_text}));
    if (out.size() > most_value_text)
        out = ManagerValueText::tr("%1… %n more byte(s)", nullptr, static_cast<int>(text.size()) - most_value_text)
                  .arg(out.left(most_value_text));
    return out;
}

// A proxy inside a value names another object of a manager: ("RebuildProxy", (class, token, …)).
QString linkOf(const Object& value, QString* type) {
    if (value.kind() != Kind::instance || value.module() != "multiprocessing.managers") return {};
    Object token = value;
    if (value.type_name() == "RebuildProxy") {
        const Object args = value.args();
        if (args.kind() != Kind::tuple || args.size() < 2) return {};
        token = args[1];
        if (token.kind() != Kind::instance) return {};
    }
    if (token.type_name() != "Token") return {};
    const Object state = token.state();
    if (state.kind() != Kind::tuple || state.size() != 3 || state[2].kind() != Kind::str) return {};
    if (state[0].kind() == Kind::str) *type = QString::fromStdString(std::string(state[0].text()));
    return QString::fromStdString(std::string(state[2].text()));
}

class Builder {
public:
    ValueNode build(const QString& key, const Object& value, int level) {
        ++m_count;
        ValueNode node{key, QString::fromStdString(value.type_name()), {}, {}, {}};
        QString type;
        node.link = linkOf(value, &type);
        if (!node.link.isEmpty()) {
            node.type = type.isEmpty() ? ManagerValueText::tr("proxy") : type;
            node.text = ManagerValueText::tr("→ object %1").arg(node.link);
            return node;
        }
        node.text = printed(value);
        if (level < levels_shown) fill(node, value, level);
        return node;
    }

private:
    void fill(ValueNode& node, const Object& value, int level) {
        switch (value.kind()) {
            case Kind::list:
            case Kind::tuple:
                numbered(node, value.elements(), level, QStringLiteral("[%1]"));
                break;
            case Kind::set:
            case Kind::frozenset:
                numbered(node, value.elements(), level, QStringLiteral("·"));
                break;
            case Kind::dict:
                named(node, value, level);
                break;
            case Kind::instance:
                // What classes of Python's keep in their __dict__: a Namespace's attributes, a Value's value.
                if (value.state().kind() == Kind::dict) named(node, value.state(), level);
                break;
            default:
                break;
        }
    }
    void numbered(ValueNode& node, const std::vector<Object>& items, int level, const QString& form) {
        for (std::size_t i = 0; i < items.size(); ++i) {
            if (cut(node, items.size() - i)) return;
            node.children.push_back(build(form.contains(QLatin1Char('%')) ? form.arg(i) : form, items[i], level + 1));
        }
    }
    void named(ValueNode& node, const Object& dict, int level) {
        const auto entries = dict.entries();
        for (std::size_t i = 0; i < entries.size(); ++i) {
            if (cut(node, entries.size() - i)) return;
            node.children.push_back(build(printed(entries[i].first), entries[i].second, level + 1));
        }
    }
    bool cut(ValueNode& node, std::size_t left) {
        if (m_count < most_value_nodes) return false;
        node.children.push_back(
            {QStringLiteral("…"), {}, ManagerValueText::tr("%1 more are not shown").arg(left), {}, {}});
        return true;
    }
    std::size_t m_count = 0;
};

}  // namespace

ValuePtr valueTree(const Object& value) {
    return std::make_shared<const ValueNode>(Builder().build({}, value, 0));
}

}  // namespace lifeguard

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What a manager server holds, as it travels from the manager feed to the window: plain values, const once they are
// handed over.

#include <QMetaType>
#include <QString>
#include <QStringList>
#include <QVector>
#include <cstdint>
#include <memory>
#include <vector>

namespace lifeguard {

// Whose server answers. `agent` is one of ours that shows a whole session, not objects.
enum class ServerKind { unknown, cpp, python, agent };

struct ManagedObject {
    QString id;             // hexadecimal, as the server names it
    std::uint64_t key = 0;  // the same as a number
    QString type;           // "dict", "Queue", …: by how it prints, for servers do not tell typeids
    std::int64_t references = 0;
    QString preview;                 // the beginning of what it prints as
    std::int64_t first_seen_ns = 0;  // 0: it was there before the window looked
    QString size;                    // "" until somebody asked
    QString size_reason;             // why there is none, once somebody asked
    bool operator==(const ManagedObject&) const = default;
};
using ManagedObjects = std::shared_ptr<const QVector<ManagedObject>>;

// A value taken apart: what a tree shows of it.
struct ValueNode {
    QString key;   // "'name'", "[3]", "" at the root
    QString type;  // "dict", "int", …
    QString text;
    QString link;  // of a proxy: the id of the object that it stands for
    std::vector<ValueNode> children;
};
using ValuePtr = std::shared_ptr<const ValueNode>;

// One object, looked at because somebody asked.
struct ObjectDetails {
    QString id;
    QStringList methods;  // what clients may call
    QString size;
    QString size_reason;      // instead of the size
    bool with_value = false;  // false: too large to be read without a word
    ValuePtr value;
    QString value_reason;  // instead of the value
    QString failure;       // nothing could be learned: why
    std::int64_t taken_ns = 0;
};

// What became of a call that the user made.
struct CallOutcome {
    QString id;
    QString call;  // "put('x')"
    bool ok = false;
    QString sentence;  // why not
    ValuePtr value;    // what came back
};

}  // namespace lifeguard
Q_DECLARE_METATYPE(lifeguard::ManagedObjects)
Q_DECLARE_METATYPE(lifeguard::ObjectDetails)
Q_DECLARE_METATYPE(lifeguard::CallOutcome)

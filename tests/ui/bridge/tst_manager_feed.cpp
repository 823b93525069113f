// SPDX-License-Identifier: GPL-3.0-or-later
#include <QSignalSpy>
#include <QTcpServer>
#include <QTest>

#include "bridge/manager_feed.h"
#include "bridge/manager_value.h"
#include "manager_fixture.h"

using namespace lifeguard;
using namespace std::chrono_literals;
using lifeguard::test::OwnServer;
using lifeguard::test::PythonServer;
using lifeguard::test::writeKey;
using State = ManagerFeed::State;

class TestManagerFeed : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_key = writeKey(*m_folder, "s3cret key");
        m_path = m_folder->filePath(QStringLiteral("socket"));
    }

    void serversAlike_data() {
        QTest::addColumn<bool>("python");
        QTest::newRow("python") << true;
        QTest::newRow("own") << false;
    }
    // The list, one value with a link to another object, what a queue cannot tell; and who looks changes nothing.
    void serversAlike() {
        QFETCH(bool, python);
        std::unique_ptr<OwnServer> own;
        std::unique_ptr<PythonServer> other;
        std::vector<mp::Object> kept;
        ManagerPlace place = at(QStringLiteral("unix:") + m_path);
        if (python) {
            other = std::make_unique<PythonServer>(QStringLiteral("127.0.0.1:0"), m_key);
            place = at(QStringLiteral("tcp://") + other->address());
        } else {
            own = std::make_unique<OwnServer>(m_path, "s3cret key");
            auto& client = own->client();
            auto list = client.list(mp::range(10));
            auto dict = client.dict({{"name", "Ada"}, {"sizes", std::tuple(1, 2.5, nullptr)}, {"count", 0}});
            dict["items"] = list;
            auto queue = client.Queue();
            queue.put("first");
            queue.put(2);
            kept = {list, dict, queue, client.Namespace({{"colour", "red"}}), client.Lock()};
        }
        ManagerFeed feed;
        feed.setInterval(100ms);
        feed.open(place);
        QTRY_COMPARE_WITH_TIMEOUT(feed.state(), State::live, 20000);
        QCOMPARE(feed.kind().kind, python ? ServerKind::python : ServerKind::cpp);
        QVERIFY(python ? feed.kind().text.startsWith(QStringLiteral("Python 3."))
                       : feed.kind().text == QStringLiteral("C++"));
        QTRY_VERIFY_WITH_TIMEOUT(find(feed, "dict") && find(feed, "Lock") && find(feed, "list") &&
                                     find(feed, "Queue") && find(feed, "Namespace") &&
                                     find(feed, "Queue")->references > 0,
                                 20000);
        const auto references = [&] {
            QMap<QString, qint64> out;
            for (const ManagedObject& each : *feed.objects()) out.insert(each.id, each.references);
            return out;
        };
        QTRY_VERIFY_WITH_TIMEOUT(find(feed, "dict")->preview.contains(QStringLiteral("items")) ||
                                     find(feed, "dict")->preview.contains(QStringLiteral("sizes")),
                                 20000);
        ObjectDetails dict;
        // The link is there once the server's filler has put it there.
        QTRY_VERIFY_WITH_TIMEOUT((dict = ask(feed, find(feed, "dict")->id), dict.size == QStringLiteral("4")), 20000);
        const auto before = references();
        QVERIFY2(dict.value, qPrintable(dict.failure + dict.value_reason));
        QVERIFY(dict.methods.contains(QStringLiteral("keys")));
        QCOMPARE(part(dict.value, "'name'").text, QStringLiteral("'Ada'"));
        QCOMPARE(part(dict.value, "'sizes'").children.size(), std::size_t(3));
        QCOMPARE(part(dict.value, "'items'").link, find(feed, "list")->id);
        const ObjectDetails queue = ask(feed, find(feed, "Queue")->id);
        QCOMPARE(queue.size, QStringLiteral("2"));
        QVERIFY2(!queue.value_reason.isEmpty(), "a queue cannot be sent");
        QVERIFY(queue.value && queue.value->text.contains(QStringLiteral("ueue")));
        const ObjectDetails space = ask(feed, find(feed, "Namespace")->id);
        QCOMPARE(part(space.value, "'colour'").text, QStringLiteral("'red'"));
        const ObjectDetails lock = ask(feed, find(feed, "Lock")->id);
        QVERIFY(lock.size.isEmpty() && !lock.size_reason.isEmpty());
        feed.refresh();
        QSignalSpy listed(&feed, &ManagerFeed::listed);
        QTRY_VERIFY_WITH_TIMEOUT(listed.count() >= 2, 20000);
        // None more: the server's own may have been let go of meanwhile.
        const auto after = references();
        for (auto each = after.cbegin(); each != after.cend(); ++each)
            QVERIFY(each.value() <= before.value(each.key()));
    }

    void liveChangesAreSeen() {
        const PythonServer server(m_path, m_key);
        ManagerFeed feed;
        feed.setInterval(50ms);
        feed.open(at(m_path));
        QTRY_VERIFY_WITH_TIMEOUT(find(feed, "Namespace"), 20000);
        const QString first = find(feed, "Namespace")->preview;
        QTRY_VERIFY_WITH_TIMEOUT(find(feed, "Namespace")->preview != first, 20000);
    }

    void controlIsAskedFor() {
        OwnServer server(m_path, "s3cret key");
        auto queue = server.client().Queue();
        auto dict = server.client().dict();
        ManagerFeed feed;
        feed.open(at(m_path));
        QTRY_VERIFY_WITH_TIMEOUT(find(feed, "Queue") && find(feed, "dict"), 20000);
        const QString id = find(feed, "Queue")->id;
        CallOutcome outcome = call(feed, id, QStringLiteral("put"), QStringLiteral("1"));
        QVERIFY(!outcome.ok && outcome.sentence.contains(QStringLiteral("read-only")));
        QCOMPARE(queue.qsize(), 0);
        feed.setControlAllowed(true);
        QVERIFY(call(feed, id, QStringLiteral("put"), QStringLiteral("{'a': (1, None)}")).ok);
        QCOMPARE(queue.qsize(), 1);
        outcome = call(feed, id, QStringLiteral("get"), {});
        QVERIFY(outcome.ok);
        QCOMPARE(outcome.value->text, QStringLiteral("{'a': (1, None)}"));
        outcome = call(feed, id, QStringLiteral("get"), {});  // empty: it looks and comes back
        QVERIFY2(!outcome.ok && outcome.sentence.startsWith(QStringLiteral("Empty")), qPrintable(outcome.sentence));
        QVERIFY(call(feed, find(feed, "dict")->id, QStringLiteral("__setitem__"), QStringLiteral("'k', [1, 'x']")).ok);
        QCOMPARE(mp::str(dict["k"].get()), std::string("[1, 'x']"));
        outcome = call(feed, find(feed, "dict")->id, QStringLiteral("__getitem__"), QStringLiteral("'none'"));
        QVERIFY2(!outcome.ok && outcome.sentence == QStringLiteral("KeyError: 'none'"), qPrintable(outcome.sentence));
        outcome = call(feed, id, QStringLiteral("put"), QStringLiteral("[1, 2"));
        QVERIFY(!outcome.ok && outcome.sentence.startsWith(QStringLiteral("Not called")));
    }

    // Acceptance 54: the last list stays, stale, and the server that is there again is found.
    void lostServerComesBack() {
        auto server = std::make_unique<OwnServer>(m_path, "s3cret key");
        auto kept = std::make_unique<mp::managers::DictProxy>(server->client().dict({{"a", 1}}));
        ManagerFeed feed;
        feed.open(at(m_path));
        QTRY_VERIFY_WITH_TIMEOUT(find(feed, "dict"), 20000);
        kept.reset();
        server.reset();
        QTRY_COMPARE_WITH_TIMEOUT(feed.state(), State::waiting, 20000);
        QVERIFY(feed.stale() && find(feed, "dict"));
        QVERIFY2(!feed.reason().isEmpty() && feed.retryAtMs() > 0, "why, and until when");
        QVERIFY(feed.whyNoControl().contains(feed.reason()));
        server = std::make_unique<OwnServer>(m_path, "s3cret key");
        QTRY_COMPARE_WITH_TIMEOUT(feed.state(), State::live, 20000);
        QTRY_VERIFY_WITH_TIMEOUT(!find(feed, "dict"), 20000);

        // With another key it is not tried again and again.
        server = nullptr;
        QTRY_COMPARE_WITH_TIMEOUT(feed.state(), State::waiting, 20000);
        server = std::make_unique<OwnServer>(m_path, "another key");
        QTRY_COMPARE_WITH_TIMEOUT(feed.state(), State::refused, 20000);
        QVERIFY(feed.reason().contains(QStringLiteral("authentication failed")));
        QCOMPARE(feed.retryAtMs(), 0);
    }

    // Acceptance 55.
    void wrongKeyIsToldOnce() {
        const PythonServer server(m_path, m_key);
        ManagerFeed feed;
        QSignalSpy failed(&feed, &ManagerFeed::failed);
        ManagerPlace place = at(m_path);
        place.key = KeyKind::typed;
        place.typedKey = "guessed";
        feed.open(place);
        QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, 20000);
        const QString sentence = failed[0][0].toString();
        QVERIFY2(sentence.contains(QStringLiteral("authentication failed")), qPrintable(sentence));
        QVERIFY(!sentence.contains(QStringLiteral("guessed")) && !sentence.contains(QStringLiteral("s3cret")));
        QCOMPARE(feed.state(), State::none);
    }

    void reasonsAreNamed() {
        QTcpServer other;
        QVERIFY(other.listen(QHostAddress::LocalHost));
        connect(&other, &QTcpServer::newConnection, this, [&other] {
            while (auto* peer = other.nextPendingConnection()) peer->write("HTTP/1.1 400 Bad Request\r\n\r\n");
        });
        const QString port = QString::number(other.serverPort());
        QCOMPARE(probe(QStringLiteral("tcp://127.0.0.1:") + port).left(13), QStringLiteral("not a manager"));
        other.close();
        QCOMPARE(probe(QStringLiteral("127.0.0.1:") + port), QStringLiteral("refused: nothing listens on ") + port);
        QVERIFY(probe(m_path).contains(QStringLiteral("there is no socket")));
        const OwnServer server(m_path, "s3cret key");
        QCOMPARE(probe(m_path), QStringLiteral("ok: C++ manager, 0 object(s)"));
    }

    // A server that never answers keeps neither the window nor its end.
    void silentServerKeepsNobody() {
        QTcpServer silent;
        QVERIFY(silent.listen(QHostAddress::LocalHost));
        QElapsedTimer timer;
        {
            ManagerFeed feed;
            timer.start();
            feed.open(at(QStringLiteral("127.0.0.1:%1").arg(silent.serverPort())));
            QVERIFY(timer.elapsed() < 1000);
            QTRY_VERIFY_WITH_TIMEOUT(silent.hasPendingConnections(), 20000);
            timer.start();
        }
        QVERIFY2(timer.elapsed() < 3000, qPrintable(QString::number(timer.elapsed())));
    }

    void keyFilesAreOursAlone() {
        QCOMPARE(whyNotKeyFile(m_key), QString());
        QFile(m_key).setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup);
        QVERIFY(whyNotKeyFile(m_key).contains(QStringLiteral("chmod 600")));
        QVERIFY(whyNotKeyFile(m_folder->path()).contains(QStringLiteral("not a file")));
        QVERIFY(whyNotKeyFile(m_path).contains(QStringLiteral("does not exist")));
        ManagerFeed feed;
        QSignalSpy failed(&feed, &ManagerFeed::failed);
        feed.open(at(m_path));
        QTRY_COMPARE(failed.count(), 1);
        QVERIFY(failed[0][0].toString().contains(QStringLiteral("chmod 600")));
    }

    void typedKeysAreNotKept() {
        Settings settings(m_folder->filePath(QStringLiteral("settings.ini")));
        SavedManagers saved(settings);
        ManagerPlace place = at(QStringLiteral("lab3:50000"));
        place.key = KeyKind::typed;
        place.typedKey = "s3cret typed";
        saved.remember(place);
        saved.remember(at(m_path));
        QCOMPARE(saved.list().size(), 2);
        QCOMPARE(saved.list()[0].keyFile, m_key);
        QCOMPARE(saved.list()[1].address, QStringLiteral("lab3:50000"));
        QVERIFY(saved.list()[1].typedKey.isEmpty() && saved.list()[1].readOnly);
        QFile file(settings.path());
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(!file.readAll().contains("s3cret"));
        saved.forget(QStringLiteral("lab3:50000"));
        QCOMPARE(saved.list().size(), 1);
    }

    void literals_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("printed");
        const auto row = [](const char* text, const char* printed) {
            QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(printed);
        };
        row("3", "3");
        row("-2.5e3", "-2500.0");
        row("123456789012345678901234567890", "123456789012345678901234567890");
        row("[1, 'a', None,]", "[1, 'a', None]");
        row("(1)", "1");
        row("(1,)", "(1,)");
        row("()", "()");
        row("{'a': {\"b\": [true, null]}}", "{'a': {'b': [True, None]}}");
        row("{1, 2}", "{1, 2}");
        row("{}", "{}");
        row("b'x\\x00'", "b'x\\x00'");
        row("'\\u00e4\\n'", "'ä\\n'");
        row("hello world", "'hello world'");
        row("nan", "'nan'");
        row("[1, 2", "");
        row("'open", "");
        row("1, 2", "");
        row("{'a' 1}", "");
        row("", "");
    }
    void literals() {
        QFETCH(QString, text);
        QFETCH(QString, printed);
        try {
            QCOMPARE(QString::fromStdString(mp::repr(parseLiteral(text))), printed);
        } catch (const mp::ValueError& error) {
            QVERIFY2(printed.isEmpty(), error.what());
        }
    }

    void argumentsHaveNames() {
        const CallArguments given = parseArguments(QStringLiteral("'x', 2, block=False, timeout = 1.5"));
        QCOMPARE(given.positional.size(), std::size_t(2));
        QCOMPARE(given.named.size(), std::size_t(2));
        QCOMPARE(given.named[1].first, std::string("timeout"));
        QVERIFY(parseArguments({}).positional.empty());
        QVERIFY_THROWS_EXCEPTION(mp::ValueError, parseArguments(QStringLiteral("a=1, 2")));
    }

    void largeValuesAreCut() {
        std::vector<mp::Object> items(most_value_nodes * 2, mp::Object(1));
        const ValuePtr tree = valueTree(mp::Object::list(std::move(items)));
        QVERIFY(tree->children.size() <= most_value_nodes + 1);
        QVERIFY(tree->children.back().text.contains(QStringLiteral("not shown")));
        mp::Object deep = mp::Object::list();
        for (int i = 0; i < 500; ++i) deep = mp::Object::list({deep});
        QVERIFY(valueTree(deep));
    }

private:
    ManagerPlace at(const QString& address) const { return {.address = address, .keyFile = m_key}; }
    static const ManagedObject* find(const ManagerFeed& feed, const char* type) {
        if (feed.objects())
            for (const ManagedObject& each : *feed.objects())
                if (each.type == QLatin1String(type)) return &each;
        return nullptr;
    }
    static ObjectDetails ask(ManagerFeed& feed, const QString& id) {
        QSignalSpy answered(&feed, &ManagerFeed::answered);
        feed.ask(id, true);
        return answered.wait(20000) ? answered[0][0].value<ObjectDetails>() : ObjectDetails();
    }
    static CallOutcome call(ManagerFeed& feed, const QString& id, const QString& method, const QString& arguments) {
        QSignalSpy called(&feed, &ManagerFeed::called);
        feed.call(id, method, arguments);
        if (called.isEmpty() && !called.wait(20000)) return {};
        return called[0][0].value<CallOutcome>();
    }
    QString probe(const QString& address) const {
        ManagerProbe one;
        QSignalSpy finished(&one, &ManagerProbe::finished);
        one.run(at(address));
        return finished.wait(20000) ? finished[0][2].toString() : QStringLiteral("no answer");
    }
    static ValueNode part(const ValuePtr& value, const char* key) {
        if (value)
            for (const ValueNode& each : value->children)
                if (each.key == QString::fromUtf8(key)) return each;
        return {};
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_key;
    QString m_path;
};

QTEST_GUILESS_MAIN(TestManagerFeed)
#include "tst_manager_feed.moc"

<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>ChartExport</name>
    <message>
        <source>Could not write %1: %2.</source>
        <translation>%1 konnte nicht geschrieben werden: %2.</translation>
    </message>
</context>
<context>
    <name>Columns</name>
    <message>
        <source>#</source>
        <translation>#</translation>
    </message>
    <message>
        <source>1: it is ended together with its parent.</source>
        <translation>1: er wird zusammen mit seinem Elternprozess beendet.</translation>
    </message>
    <message>
        <source>1: it takes new tasks.</source>
        <translation>1: er nimmt neue Aufgaben an.</translation>
    </message>
    <message>
        <source>1: kept whatever its age.</source>
        <translation>1: bleibt, wie alt er auch ist.</translation>
    </message>
    <message>
        <source>95 of 100 tasks took less.</source>
        <translation>95 von 100 Aufgaben dauerten kürzer.</translation>
    </message>
    <message>
        <source>95 of 100 waits were shorter.</source>
        <translation>95 von 100 Wartezeiten waren kürzer.</translation>
    </message>
    <message>
        <source>95th percentile of durations</source>
        <translation>95. Perzentil der Dauern</translation>
    </message>
    <message>
        <source>95th percentile of waits</source>
        <translation>95. Perzentil der Wartezeiten</translation>
    </message>
    <message>
        <source>99 of 100 tasks took less.</source>
        <translation>99 von 100 Aufgaben dauerten kürzer.</translation>
    </message>
    <message>
        <source>99th percentile of durations</source>
        <translation>99. Perzentil der Dauern</translation>
    </message>
    <message>
        <source>About what it takes in the history.</source>
        <translation>Was er ungefähr in der Historie belegt.</translation>
    </message>
    <message>
        <source>Accepting</source>
        <translation>Nimmt an</translation>
    </message>
    <message>
        <source>Acquired</source>
        <translation>Genommen</translation>
    </message>
    <message>
        <source>Acquires per second</source>
        <translation>Entnahmen pro Sekunde</translation>
    </message>
    <message>
        <source>Acquires/s</source>
        <translation>Genommen/s</translation>
    </message>
    <message>
        <source>Age of its front</source>
        <translation>Alter des vordersten</translation>
    </message>
    <message>
        <source>All waits for it so far, added up.</source>
        <translation>Alle bisherigen Wartezeiten darauf, zusammengezählt.</translation>
    </message>
    <message>
        <source>Arguments</source>
        <translation>Argumente</translation>
    </message>
    <message>
        <source>At the present rates; unknown while it does not shrink.</source>
        <translation>Bei den jetzigen Raten; unbekannt, solange sie nicht schrumpft.</translation>
    </message>
    <message>
        <source>Attempt of attempts</source>
        <translation>Versuch von Versuchen</translation>
    </message>
    <message>
        <source>Blocked</source>
        <translation>Blockiert</translation>
    </message>
    <message>
        <source>Blocked in get</source>
        <translation>Blockiert in get</translation>
    </message>
    <message>
        <source>Blocked in put</source>
        <translation>Blockiert in put</translation>
    </message>
    <message>
        <source>Blocked processes</source>
        <translation>Blockierte Prozesse</translation>
    </message>
    <message>
        <source>Busy</source>
        <translation>Beschäftigt</translation>
    </message>
    <message>
        <source>Busy workers</source>
        <translation>Beschäftigte Worker</translation>
    </message>
    <message>
        <source>CPU %</source>
        <translation>CPU %</translation>
    </message>
    <message>
        <source>CPU time</source>
        <translation>CPU-Zeit</translation>
    </message>
    <message>
        <source>CPU time that it used so far.</source>
        <translation>CPU-Zeit, die er bisher verbraucht hat.</translation>
    </message>
    <message>
        <source>CPU use</source>
        <translation>CPU-Nutzung</translation>
    </message>
    <message>
        <source>Calls in it</source>
        <translation>Aufrufe darin</translation>
    </message>
    <message>
        <source>Calls that it stands for: the size of a map&apos;s chunk.</source>
        <translation>Aufrufe, für die sie steht: die Größe eines Stücks von map.</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>Capacity</source>
        <translation>Fassungsvermögen</translation>
    </message>
    <message>
        <source>Cause</source>
        <translation>Ursache</translation>
    </message>
    <message>
        <source>Cause of its end</source>
        <translation>Ursache des Endes</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>Code</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Command line</source>
        <translation>Befehlszeile</translation>
    </message>
    <message>
        <source>Contended %</source>
        <translation>Umkämpft %</translation>
    </message>
    <message>
        <source>Current task</source>
        <translation>Jetzige Aufgabe</translation>
    </message>
    <message>
        <source>Daemon</source>
        <translation>Daemon</translation>
    </message>
    <message>
        <source>Daemonic</source>
        <translation>Dämonisch</translation>
    </message>
    <message>
        <source>Depth</source>
        <translation>Tiefe</translation>
    </message>
    <message>
        <source>Descriptors that it has open.</source>
        <translation>Deskriptoren, die er offen hat.</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Erledigt</translation>
    </message>
    <message>
        <source>Drain in</source>
        <translation>Leer in</translation>
    </message>
    <message>
        <source>Dropped</source>
        <translation>Ungesehen</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>Beendet</translation>
    </message>
    <message>
        <source>Exit</source>
        <translation>Ende</translation>
    </message>
    <message>
        <source>Exit code</source>
        <translation>Exit-Code</translation>
    </message>
    <message>
        <source>Exit code as a number</source>
        <translation>Exit-Code als Zahl</translation>
    </message>
    <message>
        <source>Exits</source>
        <translation>Enden</translation>
    </message>
    <message>
        <source>Exits other than 0</source>
        <translation>Enden außer 0</translation>
    </message>
    <message>
        <source>FDs</source>
        <translation>FDs</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>From its beginning to its last data.</source>
        <translation>Von seinem Anfang bis zu seinen letzten Daten.</translation>
    </message>
    <message>
        <source>From its start to its end.</source>
        <translation>Von ihrem Start bis zu ihrem Ende.</translation>
    </message>
    <message>
        <source>Function</source>
        <translation>Funktion</translation>
    </message>
    <message>
        <source>Gets per second</source>
        <translation>Entnahmen pro Sekunde</translation>
    </message>
    <message>
        <source>Got</source>
        <translation>Entnommen</translation>
    </message>
    <message>
        <source>Half of the tasks took less.</source>
        <translation>Die Hälfte der Aufgaben dauerte kürzer.</translation>
    </message>
    <message>
        <source>Half of the waits were shorter.</source>
        <translation>Die Hälfte der Wartezeiten war kürzer.</translation>
    </message>
    <message>
        <source>Heartbeat</source>
        <translation>Puls</translation>
    </message>
    <message>
        <source>Held</source>
        <translation>Gehalten</translation>
    </message>
    <message>
        <source>Held for</source>
        <translation>Gehalten seit</translation>
    </message>
    <message>
        <source>Holder</source>
        <translation>Halter</translation>
    </message>
    <message>
        <source>Holders</source>
        <translation>Halter</translation>
    </message>
    <message>
        <source>How long it has run, or ran.</source>
        <translation>Wie lange er läuft oder lief.</translation>
    </message>
    <message>
        <source>How long its holder has had it.</source>
        <translation>Wie lange ihr Halter sie schon hat.</translation>
    </message>
    <message>
        <source>How long the item at the front has waited.</source>
        <translation>Wie lange der vorderste Eintrag schon wartet.</translation>
    </message>
    <message>
        <source>How often a process died with it.</source>
        <translation>Wie oft ein Prozess mit ihr starb.</translation>
    </message>
    <message>
        <source>How often it is taken in a second.</source>
        <translation>Wie oft sie in einer Sekunde genommen wird.</translation>
    </message>
    <message>
        <source>How often it was taken so far.</source>
        <translation>Wie oft sie bisher genommen wurde.</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>Nr.</translation>
    </message>
    <message>
        <source>In/s</source>
        <translation>Hinein/s</translation>
    </message>
    <message>
        <source>Items</source>
        <translation>Einträge</translation>
    </message>
    <message>
        <source>Items in it</source>
        <translation>Einträge darin</translation>
    </message>
    <message>
        <source>Items it has room for; unknown where it has no bound.</source>
        <translation>Einträge, für die sie Platz hat; unbekannt, wo sie keine Grenze hat.</translation>
    </message>
    <message>
        <source>Items or slots taken back from dead processes.</source>
        <translation>Von toten Prozessen zurückgeholte Einträge oder Plätze.</translation>
    </message>
    <message>
        <source>Items put</source>
        <translation>Eingereihte Einträge</translation>
    </message>
    <message>
        <source>Items put in a second.</source>
        <translation>In einer Sekunde eingereihte Einträge.</translation>
    </message>
    <message>
        <source>Items put so far.</source>
        <translation>Bisher eingereihte Einträge.</translation>
    </message>
    <message>
        <source>Items taken</source>
        <translation>Entnommene Einträge</translation>
    </message>
    <message>
        <source>Items taken in a second.</source>
        <translation>In einer Sekunde entnommene Einträge.</translation>
    </message>
    <message>
        <source>Items taken so far.</source>
        <translation>Bisher entnommene Einträge.</translation>
    </message>
    <message>
        <source>Items that wait in it now.</source>
        <translation>Einträge, die jetzt darin warten.</translation>
    </message>
    <message>
        <source>Items without their task_done().</source>
        <translation>Einträge, deren task_done() aussteht.</translation>
    </message>
    <message>
        <source>Its exit code and, where it was one, the signal.</source>
        <translation>Sein Exit-Code und, wo es eines war, das Signal.</translation>
    </message>
    <message>
        <source>Its exit code; negative for a signal.</source>
        <translation>Sein Exit-Code; negativ bei einem Signal.</translation>
    </message>
    <message>
        <source>Its highest value, where it has one.</source>
        <translation>Sein höchster Wert, wo er einen hat.</translation>
    </message>
    <message>
        <source>Its scheduling priority: lower comes first.</source>
        <translation>Seine Priorität: niedriger kommt zuerst.</translation>
    </message>
    <message>
        <source>Its type.</source>
        <translation>Sein Typ.</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>Grenze</translation>
    </message>
    <message>
        <source>Living workers</source>
        <translation>Lebende Worker</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>Sperre</translation>
    </message>
    <message>
        <source>Lock waited</source>
        <translation>Sperre gewartet</translation>
    </message>
    <message>
        <source>Longest wait</source>
        <translation>Längstes Warten</translation>
    </message>
    <message>
        <source>Lost</source>
        <translation>Verloren</translation>
    </message>
    <message>
        <source>Meaning</source>
        <translation>Bedeutung</translation>
    </message>
    <message>
        <source>Median duration</source>
        <translation>Median der Dauern</translation>
    </message>
    <message>
        <source>Median wait</source>
        <translation>Median der Wartezeiten</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>Memory that it has in RAM, shared pages included.</source>
        <translation>Speicher, den er im RAM hat, geteilte Seiten eingeschlossen.</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Name of the lock.</source>
        <translation>Name der Sperre.</translation>
    </message>
    <message>
        <source>Name of the object.</source>
        <translation>Name des Objekts.</translation>
    </message>
    <message>
        <source>Name of the pool.</source>
        <translation>Name des Pools.</translation>
    </message>
    <message>
        <source>Name of the process, as its program gave it.</source>
        <translation>Name des Prozesses, wie sein Programm ihn gab.</translation>
    </message>
    <message>
        <source>Name of the process.</source>
        <translation>Name des Prozesses.</translation>
    </message>
    <message>
        <source>Name of the queue.</source>
        <translation>Name der Schlange.</translation>
    </message>
    <message>
        <source>Name that it was given.</source>
        <translation>Name, den er bekam.</translation>
    </message>
    <message>
        <source>Negative for a signal.</source>
        <translation>Negativ bei einem Signal.</translation>
    </message>
    <message>
        <source>Nice</source>
        <translation>Nice</translation>
    </message>
    <message>
        <source>Nice value</source>
        <translation>Nice-Wert</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Notizen</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>Nummer</translation>
    </message>
    <message>
        <source>Number and function of the task that it runs now.</source>
        <translation>Nummer und Funktion der Aufgabe, die er jetzt ausführt.</translation>
    </message>
    <message>
        <source>Number of the lock in its program.</source>
        <translation>Nummer der Sperre in ihrem Programm.</translation>
    </message>
    <message>
        <source>Number of the object in its program.</source>
        <translation>Nummer des Objekts in seinem Programm.</translation>
    </message>
    <message>
        <source>Number of the pool in its program.</source>
        <translation>Nummer des Pools in seinem Programm.</translation>
    </message>
    <message>
        <source>Number of the process in the system.</source>
        <translation>Nummer des Prozesses im System.</translation>
    </message>
    <message>
        <source>Number of the process that ran it.</source>
        <translation>Nummer des Prozesses, der sie ausführte.</translation>
    </message>
    <message>
        <source>Number of the program&apos;s main process.</source>
        <translation>Nummer des Hauptprozesses des Programms.</translation>
    </message>
    <message>
        <source>Number of the queue in its program.</source>
        <translation>Nummer der Schlange in ihrem Programm.</translation>
    </message>
    <message>
        <source>Number of the run</source>
        <translation>Nummer des Laufs</translation>
    </message>
    <message>
        <source>Number of the run in the history.</source>
        <translation>Nummer des Laufs in der Historie.</translation>
    </message>
    <message>
        <source>Number of the task in its program.</source>
        <translation>Nummer der Aufgabe in ihrem Programm.</translation>
    </message>
    <message>
        <source>Of an RLock: how many releases it needs.</source>
        <translation>Bei einem RLock: wie viele Freigaben er braucht.</translation>
    </message>
    <message>
        <source>Of its command, or of the worker that was lost with it.</source>
        <translation>Ihres Befehls, oder des Workers, der mit ihr verloren ging.</translation>
    </message>
    <message>
        <source>Oldest</source>
        <translation>Ältester</translation>
    </message>
    <message>
        <source>Open files</source>
        <translation>Offene Dateien</translation>
    </message>
    <message>
        <source>Out/s</source>
        <translation>Heraus/s</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>Besitzer</translation>
    </message>
    <message>
        <source>Owner died</source>
        <translation>Halter gestorben</translation>
    </message>
    <message>
        <source>PID</source>
        <translation>PID</translation>
    </message>
    <message>
        <source>PPID</source>
        <translation>PPID</translation>
    </message>
    <message>
        <source>Parent&apos;s process id</source>
        <translation>Prozessnummer des Elternprozesses</translation>
    </message>
    <message>
        <source>Percent of one CPU since the sample before.</source>
        <translation>Prozent einer CPU seit der vorigen Messung.</translation>
    </message>
    <message>
        <source>Percent of the acquires that had to wait.</source>
        <translation>Prozent der Entnahmen, die warten mussten.</translation>
    </message>
    <message>
        <source>Pool</source>
        <translation>Pool</translation>
    </message>
    <message>
        <source>Process id</source>
        <translation>Prozessnummer</translation>
    </message>
    <message>
        <source>Process that started it.</source>
        <translation>Prozess, der ihn startete.</translation>
    </message>
    <message>
        <source>Processes ended</source>
        <translation>Beendete Prozesse</translation>
    </message>
    <message>
        <source>Processes that ended with another code than 0.</source>
        <translation>Prozesse, die mit einem anderen Code als 0 endeten.</translation>
    </message>
    <message>
        <source>Processes that ended.</source>
        <translation>Prozesse, die endeten.</translation>
    </message>
    <message>
        <source>Processes that sleep in put or get now.</source>
        <translation>Prozesse, die jetzt in put oder get schlafen.</translation>
    </message>
    <message>
        <source>Processes that wait for it now.</source>
        <translation>Prozesse, die jetzt darauf warten.</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>Programm</translation>
    </message>
    <message>
        <source>Put</source>
        <translation>Eingereiht</translation>
    </message>
    <message>
        <source>Puts per second</source>
        <translation>Einreihungen pro Sekunde</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Schlange</translation>
    </message>
    <message>
        <source>Queue waited</source>
        <translation>Schlange gewartet</translation>
    </message>
    <message>
        <source>Queued</source>
        <translation>Eingereiht</translation>
    </message>
    <message>
        <source>Queued, running, or how it ended.</source>
        <translation>Anstehend, laufend, oder wie sie endete.</translation>
    </message>
    <message>
        <source>Ran</source>
        <translation>Lief</translation>
    </message>
    <message>
        <source>Recovered</source>
        <translation>Zurückgeholt</translation>
    </message>
    <message>
        <source>Recovered from the dead</source>
        <translation>Von Toten zurückgeholt</translation>
    </message>
    <message>
        <source>Replaced by</source>
        <translation>Ersetzt durch</translation>
    </message>
    <message>
        <source>Resident memory</source>
        <translation>Residenter Speicher</translation>
    </message>
    <message>
        <source>Restarts</source>
        <translation>Neustarts</translation>
    </message>
    <message>
        <source>Result / error</source>
        <translation>Ergebnis / Fehler</translation>
    </message>
    <message>
        <source>Result or error</source>
        <translation>Ergebnis oder Fehler</translation>
    </message>
    <message>
        <source>Retried</source>
        <translation>Wiederholt</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Rolle</translation>
    </message>
    <message>
        <source>Room for items</source>
        <translation>Platz für Einträge</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Lauf</translation>
    </message>
    <message>
        <source>Run time</source>
        <translation>Laufzeit</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>Laufend</translation>
    </message>
    <message>
        <source>Running, finished, or interrupted by the end of its recorder.</source>
        <translation>Laufend, fertig, oder unterbrochen durch das Ende des Aufzeichners.</translation>
    </message>
    <message>
        <source>Semaphore: units left. Event: 1 when set. Condition, barrier: how many wait.</source>
        <translation>Semaphor: übrige Einheiten. Ereignis: 1, wenn gesetzt. Bedingung, Barriere: wie viele warten.</translation>
    </message>
    <message>
        <source>Share that had to wait</source>
        <translation>Anteil, der warten musste</translation>
    </message>
    <message>
        <source>Short text of what came back.</source>
        <translation>Kurztext dessen, was zurückkam.</translation>
    </message>
    <message>
        <source>Short text of what it was called with.</source>
        <translation>Kurztext dessen, womit sie aufgerufen wurde.</translation>
    </message>
    <message>
        <source>Since its last word</source>
        <translation>Seit seinem letzten Wort</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Size asked for</source>
        <translation>Gewünschte Größe</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <source>Starred</source>
        <translation>Mit Stern</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>Gestartet</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Submitted</source>
        <translation>Eingereicht</translation>
    </message>
    <message>
        <source>Takes tasks</source>
        <translation>Nimmt Aufgaben an</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>Aufgabe</translation>
    </message>
    <message>
        <source>Task at exit</source>
        <translation>Aufgabe beim Ende</translation>
    </message>
    <message>
        <source>Task at its exit</source>
        <translation>Aufgabe bei seinem Ende</translation>
    </message>
    <message>
        <source>Tasks</source>
        <translation>Aufgaben</translation>
    </message>
    <message>
        <source>Tasks cancelled</source>
        <translation>Abgebrochene Aufgaben</translation>
    </message>
    <message>
        <source>Tasks done</source>
        <translation>Erledigte Aufgaben</translation>
    </message>
    <message>
        <source>Tasks ended</source>
        <translation>Beendete Aufgaben</translation>
    </message>
    <message>
        <source>Tasks failed</source>
        <translation>Fehlgeschlagene Aufgaben</translation>
    </message>
    <message>
        <source>Tasks known to come, where its program said so.</source>
        <translation>Aufgaben, die noch kommen, wo sein Programm das sagte.</translation>
    </message>
    <message>
        <source>Tasks lost</source>
        <translation>Verlorene Aufgaben</translation>
    </message>
    <message>
        <source>Tasks not seen</source>
        <translation>Nicht gesehene Aufgaben</translation>
    </message>
    <message>
        <source>Tasks overwritten before they could be read.</source>
        <translation>Aufgaben, die überschrieben wurden, bevor sie gelesen werden konnten.</translation>
    </message>
    <message>
        <source>Tasks per second</source>
        <translation>Aufgaben pro Sekunde</translation>
    </message>
    <message>
        <source>Tasks queued</source>
        <translation>Anstehende Aufgaben</translation>
    </message>
    <message>
        <source>Tasks running</source>
        <translation>Laufende Aufgaben</translation>
    </message>
    <message>
        <source>Tasks submitted</source>
        <translation>Eingereichte Aufgaben</translation>
    </message>
    <message>
        <source>Tasks that end in a second.</source>
        <translation>Aufgaben, die in einer Sekunde enden.</translation>
    </message>
    <message>
        <source>Tasks that ended in an error in it.</source>
        <translation>Aufgaben, die in ihm mit einem Fehler endeten.</translation>
    </message>
    <message>
        <source>Tasks that ended in an error.</source>
        <translation>Aufgaben, die mit einem Fehler endeten.</translation>
    </message>
    <message>
        <source>Tasks that ended; retries of one count once.</source>
        <translation>Beendete Aufgaben; Wiederholungen einer zählen einmal.</translation>
    </message>
    <message>
        <source>Tasks that finished well.</source>
        <translation>Aufgaben, die gut endeten.</translation>
    </message>
    <message>
        <source>Tasks that it finished well.</source>
        <translation>Aufgaben, die er gut beendet hat.</translation>
    </message>
    <message>
        <source>Tasks that run now.</source>
        <translation>Aufgaben, die jetzt laufen.</translation>
    </message>
    <message>
        <source>Tasks that wait for a worker.</source>
        <translation>Aufgaben, die auf einen Worker warten.</translation>
    </message>
    <message>
        <source>Tasks that were given to it.</source>
        <translation>Aufgaben, die ihm gegeben wurden.</translation>
    </message>
    <message>
        <source>Tasks that were run again.</source>
        <translation>Aufgaben, die noch einmal liefen.</translation>
    </message>
    <message>
        <source>Tasks that were taken back.</source>
        <translation>Aufgaben, die zurückgenommen wurden.</translation>
    </message>
    <message>
        <source>Tasks to come in all</source>
        <translation>Insgesamt kommende Aufgaben</translation>
    </message>
    <message>
        <source>Tasks tried again</source>
        <translation>Wiederholte Aufgaben</translation>
    </message>
    <message>
        <source>Tasks whose last attempt failed, was lost or timed out.</source>
        <translation>Aufgaben, deren letzter Versuch fehlschlug, verloren ging oder die Zeit überschritt.</translation>
    </message>
    <message>
        <source>Tasks whose worker died with them.</source>
        <translation>Aufgaben, deren Worker mit ihnen starb.</translation>
    </message>
    <message>
        <source>Tasks/s</source>
        <translation>Aufgaben/s</translation>
    </message>
    <message>
        <source>The attempt that this is, of as many as are allowed.</source>
        <translation>Der wievielte Versuch dies ist, von so vielen wie erlaubt.</translation>
    </message>
    <message>
        <source>The command line of the program.</source>
        <translation>Die Befehlszeile des Programms.</translation>
    </message>
    <message>
        <source>The command line that it was started with.</source>
        <translation>Die Befehlszeile, mit der er gestartet wurde.</translation>
    </message>
    <message>
        <source>The longest wait so far.</source>
        <translation>Die bisher längste Wartezeit.</translation>
    </message>
    <message>
        <source>The pool that it was given to.</source>
        <translation>Der Pool, dem sie gegeben wurde.</translation>
    </message>
    <message>
        <source>The pool that it worked for.</source>
        <translation>Der Pool, für den er arbeitete.</translation>
    </message>
    <message>
        <source>The pool that it works for.</source>
        <translation>Der Pool, für den er arbeitet.</translation>
    </message>
    <message>
        <source>The process that has it now.</source>
        <translation>Der Prozess, der sie jetzt hat.</translation>
    </message>
    <message>
        <source>The process that made it.</source>
        <translation>Der Prozess, der es angelegt hat.</translation>
    </message>
    <message>
        <source>The process that runs it, or ran it.</source>
        <translation>Der Prozess, der sie ausführt oder ausführte.</translation>
    </message>
    <message>
        <source>The process that took its place.</source>
        <translation>Der Prozess, der seinen Platz einnahm.</translation>
    </message>
    <message>
        <source>The processes that wait for it now.</source>
        <translation>Die Prozesse, die jetzt darauf warten.</translation>
    </message>
    <message>
        <source>The program that was recorded.</source>
        <translation>Das aufgezeichnete Programm.</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>Threads</translation>
    </message>
    <message>
        <source>Threads of the process.</source>
        <translation>Threads des Prozesses.</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Time between being queued and its start.</source>
        <translation>Zeit zwischen Einreihung und Start.</translation>
    </message>
    <message>
        <source>Time in the queue</source>
        <translation>Zeit in der Schlange</translation>
    </message>
    <message>
        <source>Time it slept before it got its locks so far.</source>
        <translation>Zeit, die er bisher schlief, bevor er seine Sperren bekam.</translation>
    </message>
    <message>
        <source>Time it slept in put and get so far.</source>
        <translation>Zeit, die er bisher in put und get schlief.</translation>
    </message>
    <message>
        <source>Time of the end</source>
        <translation>Zeitpunkt des Endes</translation>
    </message>
    <message>
        <source>Time since it last wrote about itself.</source>
        <translation>Zeit, seit er zuletzt über sich schrieb.</translation>
    </message>
    <message>
        <source>Time since its start</source>
        <translation>Zeit seit dem Start</translation>
    </message>
    <message>
        <source>Time that it has run, or ran.</source>
        <translation>Zeit, die er läuft oder lief.</translation>
    </message>
    <message>
        <source>Time that it ran</source>
        <translation>Zeit, die er lief</translation>
    </message>
    <message>
        <source>Time until empty</source>
        <translation>Zeit bis leer</translation>
    </message>
    <message>
        <source>Time waited for locks</source>
        <translation>Auf Sperren gewartete Zeit</translation>
    </message>
    <message>
        <source>Time waited on queues</source>
        <translation>Auf Schlangen gewartete Zeit</translation>
    </message>
    <message>
        <source>Times its holder died</source>
        <translation>Wie oft ihr Halter starb</translation>
    </message>
    <message>
        <source>Times taken</source>
        <translation>Wie oft genommen</translation>
    </message>
    <message>
        <source>Times taken by its holder</source>
        <translation>Wie oft vom Halter genommen</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>Gesamt</translation>
    </message>
    <message>
        <source>Tries</source>
        <translation>Versuche</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Typ</translation>
    </message>
    <message>
        <source>Unfinished</source>
        <translation>Unerledigt</translation>
    </message>
    <message>
        <source>Unfinished items</source>
        <translation>Unerledigte Einträge</translation>
    </message>
    <message>
        <source>Uptime</source>
        <translation>Laufzeit</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Wait</source>
        <translation>Wartezeit</translation>
    </message>
    <message>
        <source>Wait max</source>
        <translation>Warten max.</translation>
    </message>
    <message>
        <source>Wait p50</source>
        <translation>Warten p50</translation>
    </message>
    <message>
        <source>Wait p95</source>
        <translation>Warten p95</translation>
    </message>
    <message>
        <source>Waited</source>
        <translation>Gewartet</translation>
    </message>
    <message>
        <source>Waiters</source>
        <translation>Wartende</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartend</translation>
    </message>
    <message>
        <source>Waiting processes</source>
        <translation>Wartende Prozesse</translation>
    </message>
    <message>
        <source>Waits added up</source>
        <translation>Summe der Wartezeiten</translation>
    </message>
    <message>
        <source>What it calls.</source>
        <translation>Was sie aufruft.</translation>
    </message>
    <message>
        <source>What it does now; what it waits for; how it ended.</source>
        <translation>Was er jetzt tut; worauf er wartet; wie er endete.</translation>
    </message>
    <message>
        <source>What it is to the program.</source>
        <translation>Was er für das Programm ist.</translation>
    </message>
    <message>
        <source>What it ran when it ended.</source>
        <translation>Was er ausführte, als er endete.</translation>
    </message>
    <message>
        <source>What the code says, and why where there is evidence.</source>
        <translation>Was der Code sagt, und warum, wo es Belege gibt.</translation>
    </message>
    <message>
        <source>When a worker began it.</source>
        <translation>Wann ein Worker sie begann.</translation>
    </message>
    <message>
        <source>When it ended.</source>
        <translation>Wann das Ende war.</translation>
    </message>
    <message>
        <source>When it was given to the pool.</source>
        <translation>Wann sie dem Pool gegeben wurde.</translation>
    </message>
    <message>
        <source>When it was made.</source>
        <translation>Wann es angelegt wurde.</translation>
    </message>
    <message>
        <source>When it was started.</source>
        <translation>Wann der Start war.</translation>
    </message>
    <message>
        <source>When the last data came.</source>
        <translation>Wann die letzten Daten kamen.</translation>
    </message>
    <message>
        <source>When the recording began.</source>
        <translation>Wann die Aufzeichnung begann.</translation>
    </message>
    <message>
        <source>Who has a unit of the semaphore.</source>
        <translation>Wer eine Einheit des Semaphors hat.</translation>
    </message>
    <message>
        <source>Who waits</source>
        <translation>Wer wartet</translation>
    </message>
    <message>
        <source>Who waits for an item.</source>
        <translation>Wer auf einen Eintrag wartet.</translation>
    </message>
    <message>
        <source>Who waits for room.</source>
        <translation>Wer auf Platz wartet.</translation>
    </message>
    <message>
        <source>Why it ended, as far as there is evidence.</source>
        <translation>Warum das Ende kam, soweit es Belege gibt.</translation>
    </message>
    <message>
        <source>Worker</source>
        <translation>Worker</translation>
    </message>
    <message>
        <source>Worker&apos;s process id</source>
        <translation>Prozessnummer des Workers</translation>
    </message>
    <message>
        <source>Workers</source>
        <translation>Worker</translation>
    </message>
    <message>
        <source>Workers replaced</source>
        <translation>Ersetzte Worker</translation>
    </message>
    <message>
        <source>Workers that are alive.</source>
        <translation>Worker, die leben.</translation>
    </message>
    <message>
        <source>Workers that it should have.</source>
        <translation>Worker, die er haben sollte.</translation>
    </message>
    <message>
        <source>Workers that run a task now.</source>
        <translation>Worker, die jetzt eine Aufgabe ausführen.</translation>
    </message>
    <message>
        <source>Workers that were replaced by new ones.</source>
        <translation>Worker, die durch neue ersetzt wurden.</translation>
    </message>
    <message>
        <source>Yours.</source>
        <translation>Ihre.</translation>
    </message>
    <message>
        <source>p50</source>
        <translation>p50</translation>
    </message>
    <message>
        <source>p95</source>
        <translation>p95</translation>
    </message>
    <message>
        <source>p99</source>
        <translation>p99</translation>
    </message>
    <message>
        <source>☆</source>
        <translation>☆</translation>
    </message>
    <message>
        <source>1: its workers begin nothing until it is unpaused.</source>
        <translation>1: Seine Worker beginnen nichts, bis er fortgesetzt wird.</translation>
    </message>
    <message>
        <source>Can be retried</source>
        <translation>Wiederholbar</translation>
    </message>
    <message>
        <source>Failed and lost tasks whose calls the pool keeps.</source>
        <translation>Fehlgeschlagene und verlorene Aufgaben, deren Aufrufe der Pool noch hat.</translation>
    </message>
    <message>
        <source>Failed tasks that can be tried again</source>
        <translation>Fehlgeschlagene Aufgaben, die wiederholt werden können</translation>
    </message>
    <message>
        <source>Intake paused</source>
        <translation>Annahme pausiert</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Pausiert</translation>
    </message>
    <message>
        <source>Bad exits</source>
        <translation>Schlechte Enden</translation>
    </message>
</context>
<context>
    <name>CommandLine</name>
    <message>
        <source>A quote (%1) is not closed.</source>
        <translation>Ein Anführungszeichen (%1) ist nicht geschlossen.</translation>
    </message>
</context>
<context>
    <name>ConfirmText</name>
    <message>
        <source>Running task %1 for %2</source>
        <translation>Führt seit %2 Aufgabe %1 aus</translation>
    </message>
    <message>
        <source>attempt %1 of %2</source>
        <translation>Versuch %1 von %2</translation>
    </message>
    <message>
        <source>%1: it will be tried again, %2 is lost.</source>
        <translation>%1: sie wird noch einmal versucht, %2 ist verloren.</translation>
    </message>
    <message>
        <source>%1: it will be marked lost, %2.</source>
        <translation>%1: sie wird als verloren vermerkt, %2.</translation>
    </message>
    <message numerus="yes">
        <source>Holds lock “%1” (%n waiting): what it protects may be half changed.</source>
        <translation>
            <numerusform>Hält die Sperre „%1“ (%n wartet): was sie schützt, kann halb geändert sein.</numerusform>
            <numerusform>Hält die Sperre „%1“ (%n warten): was sie schützt, kann halb geändert sein.</numerusform>
        </translation>
    </message>
    <message>
        <source>It is the main process of %1: its pools and all their workers end with it.</source>
        <translation>Es ist der Hauptprozess von %1: seine Pools und alle ihre Worker enden mit ihm.</translation>
    </message>
    <message>
        <source>It runs no task now.</source>
        <translation>Es führt gerade keine Aufgabe aus.</translation>
    </message>
    <message>
        <source>%1 will start another worker in its place.</source>
        <translation>%1 startet an seiner Stelle einen anderen Worker.</translation>
    </message>
    <message>
        <source>It is suspended: it acts on the signal only when it is resumed.</source>
        <translation>Es ist angehalten: es reagiert auf das Signal erst, wenn es fortgesetzt wird.</translation>
    </message>
    <message>
        <source>None of them runs a task now.</source>
        <translation>Keiner davon führt gerade eine Aufgabe aus.</translation>
    </message>
    <message numerus="yes">
        <source>%n of them run(s) a task, which will be lost in this attempt.</source>
        <translation>
            <numerusform>%n davon führt eine Aufgabe aus, die in diesem Versuch verloren geht.</numerusform>
            <numerusform>%n davon führen eine Aufgabe aus, die in diesem Versuch verloren geht.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more lock(s) are held.</source>
        <translation>
            <numerusform>%n weitere Sperre wird gehalten.</numerusform>
            <numerusform>%n weitere Sperren werden gehalten.</numerusform>
        </translation>
    </message>
    <message>
        <source>Stop task %1?</source>
        <translation>Aufgabe %1 abbrechen?</translation>
    </message>
    <message>
        <source>Stop %1</source>
        <translation>%1 abbrechen</translation>
    </message>
    <message>
        <source>It has run for %1; it is not tried again, and its caller gets an error.</source>
        <translation>Sie läuft seit %1; sie wird nicht noch einmal versucht, und ihr Aufrufer bekommt einen Fehler.</translation>
    </message>
    <message>
        <source>Its worker %1 (pid %2) is killed with it, and replaced.</source>
        <translation>Ihr Worker %1 (PID %2) wird mit ihr abgewürgt und ersetzt.</translation>
    </message>
    <message numerus="yes">
        <source>Stop %n tasks?</source>
        <translation>
            <numerusform>%n Aufgabe abbrechen?</numerusform>
            <numerusform>%n Aufgaben abbrechen?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Stop %n tasks</source>
        <translation>
            <numerusform>%n Aufgabe abbrechen</numerusform>
            <numerusform>%n Aufgaben abbrechen</numerusform>
        </translation>
    </message>
    <message>
        <source>Their workers are killed with them, and replaced. Their callers get an error.</source>
        <translation>Ihre Worker werden mit ihnen abgewürgt und ersetzt. Ihre Aufrufer bekommen einen Fehler.</translation>
    </message>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <translation>
            <numerusform>%1 und %n weiterer</numerusform>
            <numerusform>%1 und %n weitere</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 %2 (pid %3)?</source>
        <translation>%2 (PID %3) %1?</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>verb, name</comment>
        <translation>%2 %1</translation>
    </message>
    <message numerus="yes">
        <source>%1 %n processes?</source>
        <translation>
            <numerusform>%n Prozess %1?</numerusform>
            <numerusform>%n Prozesse %1?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 %n processes</source>
        <translation>
            <numerusform>%n Prozess %1</numerusform>
            <numerusform>%n Prozesse %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1: %n failed or lost task(s)</source>
        <translation>
            <numerusform>%1: %n fehlgeschlagene oder verlorene Aufgabe</numerusform>
            <numerusform>%1: %n fehlgeschlagene oder verlorene Aufgaben</numerusform>
        </translation>
    </message>
    <message>
        <source>Retry all failed (%1)?</source>
        <translation>Alle Fehlgeschlagenen wiederholen (%1)?</translation>
    </message>
    <message numerus="yes">
        <source>Retry %n task(s)</source>
        <translation>
            <numerusform>%n Aufgabe wiederholen</numerusform>
            <numerusform>%n Aufgaben wiederholen</numerusform>
        </translation>
    </message>
    <message>
        <source>They run again with the arguments that they had; what they had done before is not undone.</source>
        <translation>Sie laufen noch einmal mit denselben Argumenten; was sie vorher getan haben, wird nicht rückgängig gemacht.</translation>
    </message>
    <message>
        <source>Whoever waited for them has the error already: what comes now is seen here and in the recording.</source>
        <translation>Wer auf sie gewartet hat, hat den Fehler schon: Was jetzt kommt, ist hier und in der Aufzeichnung zu sehen.</translation>
    </message>
    <message numerus="yes">
        <source>%1 %2 and the %n process(es) below it?</source>
        <translation>
            <numerusform>%2 und %n Prozess darunter %1?</numerusform>
            <numerusform>%2 und %n Prozesse darunter %1?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 %2 processes and the %n below them?</source>
        <translation>
            <numerusform>%2 Prozesse und %n darunter %1?</numerusform>
            <numerusform>%2 Prozesse und %n darunter %1?</numerusform>
        </translation>
    </message>
    <message>
        <source>What they start until then is included.</source>
        <translation>Was sie bis dahin starten, gehört dazu.</translation>
    </message>
    <message>
        <source>%1: %2.</source>
        <translation>%1: %2.</translation>
    </message>
    <message>
        <source>A process that handles the signal does what it likes instead.</source>
        <translation>Ein Prozess, der das Signal behandelt, tut stattdessen, was er will.</translation>
    </message>
    <message>
        <source>Send %1 to</source>
        <translation>%1 senden</translation>
    </message>
    <message>
        <source>Kill</source>
        <comment>in a question</comment>
        <translation>abwürgen</translation>
    </message>
    <message>
        <source>Terminate</source>
        <comment>in a question</comment>
        <translation>beenden</translation>
    </message>
    <message>
        <source>Suspend</source>
        <comment>in a question</comment>
        <translation>anhalten</translation>
    </message>
    <message>
        <source>Resume</source>
        <comment>in a question</comment>
        <translation>fortsetzen</translation>
    </message>
    <message>
        <source>It ends at once and cannot save anything.</source>
        <translation>Er endet sofort und kann nichts mehr sichern.</translation>
    </message>
    <message>
        <source>It is asked to end (SIGTERM) and may finish what it does first.</source>
        <translation>Er wird gebeten zu enden (SIGTERM) und kann vorher fertig machen, was er tut.</translation>
    </message>
    <message numerus="yes">
        <source>%n of the chosen have ended already.</source>
        <translation>
            <numerusform>%n der Gewählten ist schon zu Ende.</numerusform>
            <numerusform>%n der Gewählten sind schon zu Ende.</numerusform>
        </translation>
    </message>
    <message>
        <source>All workers of these pools: %1.</source>
        <translation>Alle Worker dieser Pools: %1.</translation>
    </message>
    <message>
        <source>%1 will start others in their place.</source>
        <translation>%1 startet an ihrer Stelle andere.</translation>
    </message>
    <message numerus="yes">
        <source>%1 pool %2 (%n process(es))?</source>
        <translation>
            <numerusform>Pool %2 (%n Prozess) %1?</numerusform>
            <numerusform>Pool %2 (%n Prozesse) %1?</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 pool %2</source>
        <comment>verb, name</comment>
        <translation>Pool %2 %1</translation>
    </message>
</context>
<context>
    <name>FilterExpression</name>
    <message>
        <source>The quotation mark is not closed.</source>
        <translation>Das Anführungszeichen ist nicht geschlossen.</translation>
    </message>
    <message>
        <source>There is no field “%1”; known are %2.</source>
        <translation>Es gibt kein Feld „%1“; bekannt sind %2.</translation>
    </message>
    <message>
        <source>A value is missing after “%1”.</source>
        <translation>Nach „%1“ fehlt ein Wert.</translation>
    </message>
    <message>
        <source>“%1” is a text: use : or = or !=.</source>
        <translation>„%1“ ist ein Text: :, = oder != verwenden.</translation>
    </message>
    <message>
        <source>“%1” is not a number: %2 takes one, as in %2&gt;1s or %2:0.</source>
        <translation>„%1“ ist keine Zahl: %2 verlangt eine, wie in %2&gt;1s oder %2:0.</translation>
    </message>
</context>
<context>
    <name>FindingsModel</name>
    <message>
        <source>pid %1</source>
        <translation>PID %1</translation>
    </message>
    <message>
        <source>%1 waits for “%2”</source>
        <translation>%1 wartet auf „%2“</translation>
    </message>
    <message>
        <source>Deadlock: %1</source>
        <translation>Verklemmung: %1</translation>
    </message>
    <message>
        <source>%1 died: %2</source>
        <translation>%1 starb: %2</translation>
    </message>
    <message>
        <source>, task #%1 was lost</source>
        <translation>, Aufgabe #%1 ging verloren</translation>
    </message>
    <message numerus="yes">
        <source>%1: %n task(s) lost with their worker</source>
        <translation>
            <numerusform>%1: %n Aufgabe ging mit ihrem Worker verloren</numerusform>
            <numerusform>%1: %n Aufgaben gingen mit ihren Workern verloren</numerusform>
        </translation>
    </message>
    <message>
        <source>queue “%1” grows by %2, now %3 items</source>
        <translation>Schlange „%1“ wächst um %2, jetzt %3 Einträge</translation>
    </message>
    <message numerus="yes">
        <source>lock “%1” is held by %2; %n wait(s), the longest for %3</source>
        <translation>
            <numerusform>Sperre „%1“ wird von %2 gehalten; %n wartet, am längsten seit %3</numerusform>
            <numerusform>Sperre „%1“ wird von %2 gehalten; %n warten, am längsten seit %3</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source> in %n min</source>
        <translation>
            <numerusform> in %n min</numerusform>
            <numerusform> in %n min</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Format</name>
    <message>
        <source>0/s</source>
        <translation>0/s</translation>
    </message>
    <message>
        <source>%1/s</source>
        <comment>a rate, per second</comment>
        <translation>%1/s</translation>
    </message>
    <message>
        <source>s</source>
        <comment>seconds</comment>
        <translation>s</translation>
    </message>
    <message>
        <source>ns</source>
        <translation>ns</translation>
    </message>
    <message>
        <source>µs</source>
        <translation>µs</translation>
    </message>
    <message>
        <source>ms</source>
        <translation>ms</translation>
    </message>
    <message>
        <source>min</source>
        <translation>min</translation>
    </message>
    <message>
        <source>h</source>
        <translation>h</translation>
    </message>
    <message>
        <source>d</source>
        <comment>days</comment>
        <translation>T</translation>
    </message>
</context>
<context>
    <name>LogLevels</name>
    <message>
        <source>error</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <source>stdout</source>
        <translation>stdout</translation>
    </message>
    <message>
        <source>stderr</source>
        <translation>stderr</translation>
    </message>
    <message>
        <source>exit</source>
        <translation>Ende</translation>
    </message>
    <message>
        <source>debug</source>
        <translation>Debug</translation>
    </message>
    <message>
        <source>info</source>
        <translation>Info</translation>
    </message>
</context>
<context>
    <name>ManagerLine</name>
    <message>
        <source>Lifeguard agent</source>
        <translation>Lifeguard-Agent</translation>
    </message>
    <message>
        <source>C++</source>
        <translation>C++</translation>
    </message>
    <message>
        <source>Python %1</source>
        <translation>Python %1</translation>
    </message>
    <message>
        <source>Python</source>
        <translation>Python</translation>
    </message>
    <message>
        <source>refused: nothing listens on %1</source>
        <translation>abgewiesen: auf %1 lauscht niemand</translation>
    </message>
    <message>
        <source>there is no socket %1</source>
        <translation>es gibt keinen Socket %1</translation>
    </message>
    <message>
        <source>authentication failed: the server has another key</source>
        <translation>Anmeldung fehlgeschlagen: der Server hat einen anderen Schlüssel</translation>
    </message>
    <message>
        <source>not a manager: what listens there does not ask for a key as managers do</source>
        <translation>kein Manager: was dort lauscht, fragt nicht so nach einem Schlüssel, wie Manager es tun</translation>
    </message>
    <message>
        <source>timed out after %1 s</source>
        <translation>nach %1 s keine Antwort</translation>
    </message>
    <message>
        <source>not a manager, or one that ends: the connection was closed</source>
        <translation>kein Manager, oder einer, der endet: die Verbindung wurde geschlossen</translation>
    </message>
    <message>
        <source>not a manager: it answers in another language</source>
        <translation>kein Manager: er antwortet in einer anderen Sprache</translation>
    </message>
</context>
<context>
    <name>ManagerPlace</name>
    <message>
        <source>Give an address: host:port, unix:/path or @name.</source>
        <translation>Geben Sie eine Adresse an: host:port, unix:/pfad oder @name.</translation>
    </message>
    <message>
        <source>“%1” is no address: write host:port, unix:/path or @name.</source>
        <translation>„%1“ ist keine Adresse: schreiben Sie host:port, unix:/pfad oder @name.</translation>
    </message>
    <message>
        <source>Choose the file that holds the key.</source>
        <translation>Wählen Sie die Datei mit dem Schlüssel.</translation>
    </message>
    <message>
        <source>%1 does not exist.</source>
        <translation>%1 gibt es nicht.</translation>
    </message>
    <message>
        <source>%1 is not a file.</source>
        <translation>%1 ist keine Datei.</translation>
    </message>
    <message>
        <source>%1 can be used by others as well: “chmod 600 %1” makes it yours alone.</source>
        <translation>%1 können auch andere benutzen: „chmod 600 %1“ macht sie zu Ihrer allein.</translation>
    </message>
    <message>
        <source>%1 belongs to another user.</source>
        <translation>%1 gehört jemand anderem.</translation>
    </message>
    <message>
        <source>%1 cannot be read.</source>
        <translation>%1 kann nicht gelesen werden.</translation>
    </message>
    <message>
        <source>%1 is empty.</source>
        <translation>%1 ist leer.</translation>
    </message>
    <message>
        <source>%1 is too long to be a key.</source>
        <translation>%1 ist zu lang für einen Schlüssel.</translation>
    </message>
</context>
<context>
    <name>ManagerValue</name>
    <message numerus="yes">
        <source>%1… %n more byte(s)</source>
        <translation>
            <numerusform>%1… noch %n Byte</numerusform>
            <numerusform>%1… noch %n Bytes</numerusform>
        </translation>
    </message>
    <message>
        <source>proxy</source>
        <translation>Proxy</translation>
    </message>
    <message>
        <source>→ object %1</source>
        <translation>→ Objekt %1</translation>
    </message>
    <message>
        <source>%1 more are not shown</source>
        <translation>%1 weitere werden nicht gezeigt</translation>
    </message>
</context>
<context>
    <name>Notices</name>
    <message>
        <source>%1 crashed: %2</source>
        <translation>%1 ist abgestürzt: %2</translation>
    </message>
    <message numerus="yes">
        <source>%n workers crashed: %1</source>
        <translation>
            <numerusform>%n Worker ist abgestürzt: %1</numerusform>
            <numerusform>%n Worker sind abgestürzt: %1</numerusform>
        </translation>
    </message>
    <message>
        <source>A worker crashed</source>
        <translation>Ein Worker ist abgestürzt</translation>
    </message>
    <message>
        <source>Deadlock</source>
        <translation>Verklemmung</translation>
    </message>
    <message>
        <source>Connection lost</source>
        <translation>Verbindung verloren</translation>
    </message>
    <message>
        <source>The run has finished</source>
        <translation>Der Lauf ist zu Ende</translation>
    </message>
    <message>
        <source>Alert</source>
        <translation>Alarm</translation>
    </message>
    <message>
        <source>Lifeguard</source>
        <translation>Lifeguard</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>und %n weiterer</numerusform>
            <numerusform>und %n weitere</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Options</name>
    <message>
        <source>Watches and steers pools of worker processes.</source>
        <translation>Überwacht und steuert Pools von Arbeitsprozessen.</translation>
    </message>
    <message>
        <source>Starts the demo and watches it.</source>
        <translation>Startet die Demo und überwacht sie.</translation>
    </message>
    <message>
        <source>Opens a recorded run by its number, or the latest of a database file.</source>
        <translation>Öffnet einen aufgezeichneten Lauf nach seiner Nummer oder den neuesten einer Datenbankdatei.</translation>
    </message>
    <message>
        <source>Shows this page first: %1.</source>
        <translation>Zeigt zuerst diese Seite: %1.</translation>
    </message>
    <message>
        <source>Keeps settings in this file.</source>
        <translation>Bewahrt die Einstellungen in dieser Datei auf.</translation>
    </message>
    <message>
        <source>system, light or dark.</source>
        <translation>system, light (hell) oder dark (dunkel).</translation>
    </message>
    <message>
        <source>Writes a picture of each page into this directory and ends.</source>
        <translation>Schreibt ein Bild jeder Seite in dieses Verzeichnis und endet.</translation>
    </message>
    <message>
        <source>Size of the window, as in 1440x900.</source>
        <translation>Größe des Fensters, etwa 1440x900.</translation>
    </message>
    <message>
        <source>--open needs the number of a run or a file.</source>
        <translation>--open verlangt die Nummer eines Laufs oder eine Datei.</translation>
    </message>
    <message>
        <source>--attach needs a process id, not “%1”.</source>
        <translation>--attach verlangt eine Prozessnummer, nicht „%1“.</translation>
    </message>
    <message>
        <source>--size needs width and height, as in 1440x900, not “%1”.</source>
        <translation>--size verlangt Breite und Höhe wie in 1440x900, nicht „%1“.</translation>
    </message>
    <message>
        <source>“%1” is not an option; files are opened by --open.</source>
        <translation>„%1“ ist keine Option; Dateien öffnet --open.</translation>
    </message>
    <message>
        <source>--demo, --attach and --open exclude each other.</source>
        <translation>--demo, --attach und --open schließen einander aus.</translation>
    </message>
    <message>
        <source>There is no page “%1”; there are %2.</source>
        <translation>Es gibt keine Seite „%1“; es gibt %2.</translation>
    </message>
    <message>
        <source>--theme is system, light or dark, not “%1”.</source>
        <translation>--theme ist system, light oder dark, nicht „%1“.</translation>
    </message>
    <message>
        <source>--pictures needs a directory.</source>
        <translation>--pictures verlangt ein Verzeichnis.</translation>
    </message>
    <message>
        <source>--settings needs a file.</source>
        <translation>--settings verlangt eine Datei.</translation>
    </message>
    <message>
        <source>--attach needs a process id or an address. %1</source>
        <translation>--attach braucht eine Prozessnummer oder eine Adresse. %1</translation>
    </message>
    <message>
        <source>Prints this help and ends.</source>
        <translation>Gibt diese Hilfe aus und endet.</translation>
    </message>
    <message>
        <source>Prints the version and ends.</source>
        <translation>Gibt die Version aus und endet.</translation>
    </message>
    <message>
        <source>
Without options the window shows its home page. The guide is in it (F1); what it can do without a screen does lifeguardctl.
</source>
        <translation>
Ohne Optionen zeigt das Fenster seine Startseite. Der Leitfaden ist darin (F1); was es ohne Bildschirm kann, kann lifeguardctl.
</translation>
    </message>
    <message>
        <source>Watches the program with this process id, or the manager server or agent at this address: host:port, unix:/path or @name.</source>
        <translation>Beobachtet das Programm mit dieser Prozessnummer oder den Manager-Server oder Agenten an dieser Adresse: host:port, unix:/pfad oder @name.</translation>
    </message>
    <message>
        <source>The key of the manager server or agent; only you may be able to read the file.</source>
        <translation>Der Schlüssel des Manager-Servers oder Agenten; nur Sie dürfen die Datei lesen können.</translation>
    </message>
    <message>
        <source>--authkey-file goes with --attach and the address of a manager server or agent.</source>
        <translation>--authkey-file gehört zu --attach und der Adresse eines Manager-Servers oder Agenten.</translation>
    </message>
</context>
<context>
    <name>PageList</name>
    <message>
        <source>Home</source>
        <translation>Startseite</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Starten</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>Übersicht</translation>
    </message>
    <message>
        <source>Workers</source>
        <translation>Worker</translation>
    </message>
    <message>
        <source>Tasks</source>
        <translation>Aufgaben</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>Zeitachse</translation>
    </message>
    <message>
        <source>Queues</source>
        <translation>Schlangen</translation>
    </message>
    <message>
        <source>Locks</source>
        <translation>Sperren</translation>
    </message>
    <message>
        <source>Exits</source>
        <translation>Enden</translation>
    </message>
    <message>
        <source>Logs</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Vergleich</translation>
    </message>
    <message>
        <source>Objects</source>
        <translation>Objekte</translation>
    </message>
</context>
<context>
    <name>ProcessModel</name>
    <message>
        <source>pid %1</source>
        <translation>PID %1</translation>
    </message>
    <message>
        <source>%1 busy</source>
        <translation>%1 beschäftigt</translation>
    </message>
    <message>
        <source>%1 idle</source>
        <translation>%1 frei</translation>
    </message>
    <message>
        <source>%1 waiting</source>
        <translation>%1 warten</translation>
    </message>
    <message>
        <source>%1 suspended</source>
        <translation>%1 angehalten</translation>
    </message>
    <message>
        <source>no workers</source>
        <translation>keine Worker</translation>
    </message>
    <message>
        <source>%1 queued</source>
        <translation>%1 anstehend</translation>
    </message>
    <message>
        <source>CPU 60 s</source>
        <translation>CPU 60 s</translation>
    </message>
    <message>
        <source>CPU use over the last 60 samples.</source>
        <translation>CPU-Nutzung über die letzten 60 Messungen.</translation>
    </message>
    <message>
        <source>terminating %1</source>
        <translation>wird seit %1 beendet</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>pool, number of workers</comment>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>ended %1</source>
        <translation>beendet %1</translation>
    </message>
    <message>
        <source>Not known: the process has ended.</source>
        <translation>Nicht bekannt: der Prozess ist zu Ende.</translation>
    </message>
    <message>
        <source>Not known: it has not written about itself.</source>
        <translation>Nicht bekannt: er hat nichts über sich geschrieben.</translation>
    </message>
    <message>
        <source>Not known yet: it takes two samples to measure.</source>
        <translation>Noch nicht bekannt: zum Messen braucht es zwei Proben.</translation>
    </message>
    <message>
        <source>Not known: the system does not tell of this process.</source>
        <translation>Nicht bekannt: das System gibt über diesen Prozess keine Auskunft.</translation>
    </message>
    <message>
        <source>waiting for %1</source>
        <translation>wartet auf %1</translation>
    </message>
    <message>
        <source>%1(%2)
runs for %3, attempt %4 of %5</source>
        <translation>%1(%2)
läuft seit %3, Versuch %4 von %5</translation>
    </message>
    <message>
        <source>Workers beat; the program and its helpers do not.</source>
        <translation>Worker geben Lebenszeichen; das Programm und seine Helfer nicht.</translation>
    </message>
</context>
<context>
    <name>PythonLiteral</name>
    <message>
        <source>%1 at character %2</source>
        <translation>%1 bei Zeichen %2</translation>
    </message>
    <message>
        <source>too many levels</source>
        <translation>zu viele Ebenen</translation>
    </message>
    <message>
        <source>a value is missing</source>
        <translation>ein Wert fehlt</translation>
    </message>
    <message>
        <source>“,” or “%1” is missing</source>
        <translation>„,“ oder „%1“ fehlt</translation>
    </message>
    <message>
        <source>“,”, “:” or “}” is missing</source>
        <translation>„,“, „:“ oder „}“ fehlt</translation>
    </message>
    <message>
        <source>“,” or “}” is missing</source>
        <translation>„,“ oder „}“ fehlt</translation>
    </message>
    <message>
        <source>“:” is missing</source>
        <translation>„:“ fehlt</translation>
    </message>
    <message>
        <source>an escape that is none</source>
        <translation>eine Ersatzschreibweise, die keine ist</translation>
    </message>
    <message>
        <source>the quotation mark is not closed</source>
        <translation>das Anführungszeichen ist nicht geschlossen</translation>
    </message>
    <message>
        <source>bytes hold no such character</source>
        <translation>Bytes haben kein solches Zeichen</translation>
    </message>
    <message>
        <source>one value is expected; something follows it</source>
        <translation>ein Wert wird erwartet; es folgt noch etwas</translation>
    </message>
    <message>
        <source>arguments with names come last</source>
        <translation>Argumente mit Namen kommen zuletzt</translation>
    </message>
    <message>
        <source>“,” is missing</source>
        <translation>„,“ fehlt</translation>
    </message>
</context>
<context>
    <name>SelfTest</name>
    <message>
        <source>processes can be measured</source>
        <translation>Prozesse sind messbar</translation>
    </message>
    <message>
        <source>not mounted: no CPU and memory figures</source>
        <translation>nicht eingehängt: keine Zahlen zu CPU und Speicher</translation>
    </message>
    <message>
        <source>sessions</source>
        <translation>Sitzungen</translation>
    </message>
    <message numerus="yes">
        <source>%n program(s) can be watched now</source>
        <translation>
            <numerusform>%n Programm kann jetzt überwacht werden</numerusform>
            <numerusform>%n Programme können jetzt überwacht werden</numerusform>
        </translation>
    </message>
    <message>
        <source>run database</source>
        <translation>Datenbank der Läufe</translation>
    </message>
    <message>
        <source>will be made at the first recording</source>
        <translation>entsteht bei der ersten Aufzeichnung</translation>
    </message>
    <message>
        <source>%1 cannot be written: runs are not recorded</source>
        <translation>%1 ist nicht schreibbar: Läufe werden nicht aufgezeichnet</translation>
    </message>
    <message>
        <source>neither beside this program nor in PATH</source>
        <translation>weder neben diesem Programm noch in PATH</translation>
    </message>
</context>
<context>
    <name>Signals</name>
    <message>
        <source>hang-up: many programs read their settings again, others end</source>
        <translation>Auflegen: viele Programme lesen ihre Einstellungen neu, andere enden</translation>
    </message>
    <message>
        <source>interrupt, as Ctrl+C: ends</source>
        <translation>Unterbrechen, wie Strg+C: beendet</translation>
    </message>
    <message>
        <source>quit, as Ctrl+\: ends with a core file</source>
        <translation>Abbrechen, wie Strg+\: beendet mit Speicherabbild</translation>
    </message>
    <message>
        <source>abort: ends with a core file</source>
        <translation>Abbruch: beendet mit Speicherabbild</translation>
    </message>
    <message>
        <source>user signal 1: what the program makes of it; ends if it does nothing</source>
        <translation>Benutzersignal 1: was das Programm daraus macht; beendet, wenn es nichts tut</translation>
    </message>
    <message>
        <source>user signal 2: what the program makes of it; ends if it does nothing</source>
        <translation>Benutzersignal 2: was das Programm daraus macht; beendet, wenn es nichts tut</translation>
    </message>
    <message>
        <source>alarm clock: ends</source>
        <translation>Wecker: beendet</translation>
    </message>
    <message>
        <source>terminate: asks to end</source>
        <translation>Beenden: bittet um das Ende</translation>
    </message>
    <message>
        <source>kill: ends at once</source>
        <translation>Abwürgen: beendet sofort</translation>
    </message>
    <message>
        <source>stop: suspends</source>
        <translation>Anhalten: hält an</translation>
    </message>
    <message>
        <source>stop, as Ctrl+Z: suspends if the program lets it</source>
        <translation>Anhalten, wie Strg+Z: hält an, wenn das Programm es zulässt</translation>
    </message>
    <message>
        <source>continue: resumes</source>
        <translation>Fortsetzen: setzt fort</translation>
    </message>
    <message>
        <source>window size: ignored if the program does nothing</source>
        <translation>Fenstergröße: ohne Wirkung, wenn das Programm nichts tut</translation>
    </message>
    <message>
        <source>urgent data: ignored if the program does nothing</source>
        <translation>Dringende Daten: ohne Wirkung, wenn das Programm nichts tut</translation>
    </message>
    <message>
        <source>ends the process if it does nothing</source>
        <translation>beendet den Prozess, wenn er nichts tut</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>invalid memory access</source>
        <translation>ungültiger Speicherzugriff</translation>
    </message>
    <message>
        <source>memory that is not there (bus error)</source>
        <translation>Speicher, den es nicht gibt (Busfehler)</translation>
    </message>
    <message>
        <source>illegal instruction</source>
        <translation>ungültiger Befehl</translation>
    </message>
    <message>
        <source>arithmetic error</source>
        <translation>Rechenfehler</translation>
    </message>
    <message>
        <source>it ended itself: abort or a failed check</source>
        <translation>beendete sich selbst: abort oder eine verletzte Prüfung</translation>
    </message>
    <message>
        <source>killed</source>
        <translation>abgewürgt</translation>
    </message>
    <message>
        <source>terminated</source>
        <translation>beendet</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>unterbrochen</translation>
    </message>
    <message>
        <source>its terminal was closed</source>
        <translation>sein Terminal wurde geschlossen</translation>
    </message>
    <message>
        <source>wrote to a pipe that nobody reads</source>
        <translation>schrieb in eine Pipe, die niemand liest</translation>
    </message>
    <message>
        <source>processor time limit reached</source>
        <translation>Grenze der Prozessorzeit erreicht</translation>
    </message>
    <message>
        <source>file size limit reached</source>
        <translation>Grenze der Dateigröße erreicht</translation>
    </message>
    <message>
        <source>forbidden system call</source>
        <translation>verbotener Systemaufruf</translation>
    </message>
    <message>
        <source>stopped at a trap</source>
        <translation>an einer Falle gestoppt</translation>
    </message>
    <message>
        <source>ended by %1</source>
        <translation>beendet durch %1</translation>
    </message>
    <message>
        <source>%1 “%2”</source>
        <comment>kind of object waited for, its name</comment>
        <translation>%1 „%2“</translation>
    </message>
    <message>
        <source>starting</source>
        <translation>startet</translation>
    </message>
    <message>
        <source>running</source>
        <translation>läuft</translation>
    </message>
    <message>
        <source>idle</source>
        <translation>frei</translation>
    </message>
    <message>
        <source>busy</source>
        <translation>beschäftigt</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>suspended</source>
        <translation>angehalten</translation>
    </message>
    <message>
        <source>draining</source>
        <translation>läuft aus</translation>
    </message>
    <message>
        <source>ended</source>
        <translation>beendet</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>queued</source>
        <translation>anstehend</translation>
    </message>
    <message>
        <source>done</source>
        <translation>erledigt</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
    <message>
        <source>lost</source>
        <translation>verloren</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>abgebrochen</translation>
    </message>
    <message>
        <source>timed out</source>
        <translation>Zeit überschritten</translation>
    </message>
    <message>
        <source>lock</source>
        <translation>Sperre</translation>
    </message>
    <message>
        <source>semaphore</source>
        <translation>Semaphor</translation>
    </message>
    <message>
        <source>condition</source>
        <translation>Bedingung</translation>
    </message>
    <message>
        <source>event</source>
        <translation>Ereignis</translation>
    </message>
    <message>
        <source>barrier</source>
        <translation>Barriere</translation>
    </message>
    <message>
        <source>get from queue</source>
        <translation>Entnahme aus Schlange</translation>
    </message>
    <message>
        <source>put on queue</source>
        <translation>Einreihen in Schlange</translation>
    </message>
    <message>
        <source>join</source>
        <translation>join</translation>
    </message>
    <message>
        <source>%1 nursery</source>
        <translation>Starter von %1</translation>
    </message>
    <message>
        <source>main process</source>
        <translation>Hauptprozess</translation>
    </message>
    <message>
        <source>process</source>
        <translation>Prozess</translation>
    </message>
    <message>
        <source>pool worker</source>
        <translation>Worker eines Pools</translation>
    </message>
    <message>
        <source>helper</source>
        <translation>Helfer</translation>
    </message>
    <message>
        <source>manager server</source>
        <translation>Manager-Server</translation>
    </message>
    <message>
        <source>other</source>
        <translation>sonstiges</translation>
    </message>
    <message>
        <source>signal %1</source>
        <translation>Signal %1</translation>
    </message>
    <message>
        <source>0 ok</source>
        <translation>0 ok</translation>
    </message>
    <message>
        <source>%1 by you</source>
        <comment>killed, terminated or ended</comment>
        <translation>%1 durch Sie</translation>
    </message>
    <message>
        <source>%1 by Lifeguard</source>
        <comment>killed, terminated or ended</comment>
        <translation>%1 durch Lifeguard</translation>
    </message>
    <message>
        <source>%1 by its program</source>
        <comment>killed, terminated or ended</comment>
        <translation>%1 durch sein Programm</translation>
    </message>
    <message>
        <source>killed; memory limit hit</source>
        <translation>abgewürgt; Speichergrenze erreicht</translation>
    </message>
    <message>
        <source>ended well</source>
        <translation>gut zu Ende gegangen</translation>
    </message>
    <message>
        <source>a program it ran: %1</source>
        <translation>ein von ihm gestartetes Programm: %1</translation>
    </message>
    <message>
        <source>ended with an error</source>
        <translation>mit einem Fehler zu Ende gegangen</translation>
    </message>
    <message>
        <source>ended with status %1</source>
        <translation>mit Status %1 zu Ende gegangen</translation>
    </message>
    <message>
        <source>ended by itself</source>
        <translation>von selbst zu Ende gegangen</translation>
    </message>
    <message>
        <source>error</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>signal, sender unknown</source>
        <translation>Signal, Absender unbekannt</translation>
    </message>
    <message>
        <source>you</source>
        <translation>Sie</translation>
    </message>
    <message>
        <source>Lifeguard</source>
        <translation>Lifeguard</translation>
    </message>
    <message>
        <source>its program</source>
        <translation>sein Programm</translation>
    </message>
    <message>
        <source>memory limit</source>
        <translation>Speichergrenze</translation>
    </message>
    <message numerus="yes">
        <source>%n worker(s)</source>
        <translation>
            <numerusform>%n Worker</numerusform>
            <numerusform>%n Worker</numerusform>
        </translation>
    </message>
    <message>
        <source>ready</source>
        <translation>bereit</translation>
    </message>
</context>
<context>
    <name>lifeguard</name>
    <message>
        <source>process %1</source>
        <translation>Prozess %1</translation>
    </message>
    <message>
        <source>No program is watched.</source>
        <translation>Es wird kein Programm überwacht.</translation>
    </message>
    <message>
        <source>The program has ended.</source>
        <translation>Das Programm ist zu Ende.</translation>
    </message>
    <message>
        <source>The connection to the program is lost.</source>
        <translation>Die Verbindung zum Programm ist verloren.</translation>
    </message>
    <message>
        <source>This is a recording: what it shows is over.</source>
        <translation>Dies ist eine Aufzeichnung: was sie zeigt, ist vorbei.</translation>
    </message>
    <message>
        <source>Choose a task.</source>
        <translation>Bitte eine Aufgabe wählen.</translation>
    </message>
    <message>
        <source>Task #%1 does not run any more.</source>
        <translation>Aufgabe #%1 läuft nicht mehr.</translation>
    </message>
    <message>
        <source>The pool&apos;s program does not take commands.</source>
        <translation>Das Programm des Pools nimmt keine Befehle an.</translation>
    </message>
    <message>
        <source>Choose one pool.</source>
        <translation>Bitte einen Pool wählen.</translation>
    </message>
    <message>
        <source>The pool is gone.</source>
        <translation>Der Pool ist weg.</translation>
    </message>
    <message>
        <source>Choose a worker.</source>
        <translation>Bitte einen Worker wählen.</translation>
    </message>
    <message>
        <source>%1 has ended.</source>
        <translation>%1 ist zu Ende.</translation>
    </message>
    <message>
        <source>%1 is no pool&apos;s worker.</source>
        <translation>%1 ist kein Worker eines Pools.</translation>
    </message>
    <message>
        <source>Suspended already.</source>
        <translation>Schon angehalten.</translation>
    </message>
    <message>
        <source>Not suspended.</source>
        <translation>Nicht angehalten.</translation>
    </message>
    <message>
        <source>&amp;Terminate…</source>
        <translation>&amp;Beenden …</translation>
    </message>
    <message>
        <source>&amp;Kill…</source>
        <translation>Ab&amp;würgen …</translation>
    </message>
    <message>
        <source>Kill t&amp;ree…</source>
        <translation>Bau&amp;m abwürgen …</translation>
    </message>
    <message>
        <source>&amp;Suspend</source>
        <translation>An&amp;halten</translation>
    </message>
    <message>
        <source>Res&amp;ume</source>
        <translation>&amp;Fortsetzen</translation>
    </message>
    <message>
        <source>Resi&amp;ze pool…</source>
        <translation>Pool&amp;größe ändern …</translation>
    </message>
    <message>
        <source>Resize pool</source>
        <translation>Poolgröße ändern</translation>
    </message>
    <message>
        <source>Workers of %1:</source>
        <translation>Worker von %1:</translation>
    </message>
    <message>
        <source>Resize</source>
        <translation>Größe ändern</translation>
    </message>
    <message>
        <source>A manager server has objects, not workers.</source>
        <translation>Ein Manager-Server hat Objekte, keine Worker.</translation>
    </message>
    <message>
        <source>Choose a task that has failed.</source>
        <translation>Wählen Sie eine fehlgeschlagene Aufgabe.</translation>
    </message>
    <message>
        <source>Task #%1 has not failed.</source>
        <translation>Aufgabe #%1 ist nicht fehlgeschlagen.</translation>
    </message>
    <message>
        <source>The task&apos;s program does not take commands.</source>
        <translation>Das Programm der Aufgabe nimmt keine Befehle an.</translation>
    </message>
    <message>
        <source>The pool is closed and takes no further attempts.</source>
        <translation>Der Pool ist geschlossen und nimmt keine weiteren Versuche an.</translation>
    </message>
    <message>
        <source>The pool does not keep the call any more.</source>
        <translation>Der Pool hat den Aufruf nicht mehr.</translation>
    </message>
    <message>
        <source>Choose a pool.</source>
        <translation>Wählen Sie einen Pool.</translation>
    </message>
    <message>
        <source>The pool is paused already.</source>
        <translation>Der Pool pausiert schon.</translation>
    </message>
    <message>
        <source>The pool is not paused.</source>
        <translation>Der Pool pausiert nicht.</translation>
    </message>
    <message>
        <source>The pool keeps no failed call.</source>
        <translation>Der Pool hat keinen fehlgeschlagenen Aufruf.</translation>
    </message>
    <message>
        <source>&amp;Drain</source>
        <translation>Aus&amp;laufen lassen</translation>
    </message>
    <message>
        <source>R&amp;estart</source>
        <translation>N&amp;eu starten</translation>
    </message>
    <message>
        <source>Suspend tree…</source>
        <translation>Baum anhalten …</translation>
    </message>
    <message>
        <source>Resume tree</source>
        <translation>Baum fortsetzen</translation>
    </message>
    <message>
        <source>Send si&amp;gnal</source>
        <translation>Si&amp;gnal senden</translation>
    </message>
    <message>
        <source>Resume &amp;intake</source>
        <translation>&amp;Annahme fortsetzen</translation>
    </message>
    <message>
        <source>Pause &amp;intake</source>
        <translation>&amp;Annahme pausieren</translation>
    </message>
    <message>
        <source>Retr&amp;y all failed (%1)…</source>
        <translation>Fehlgeschlagene &amp;wiederholen (%1) …</translation>
    </message>
    <message>
        <source>What is shown is over. End leads back to what is live.</source>
        <translation>Was gezeigt wird, ist vorbei. Ende führt zurück zu dem, was jetzt ist.</translation>
    </message>
    <message>
        <source>No pool keeps a failed call.</source>
        <translation>Kein Pool hat einen fehlgeschlagenen Aufruf.</translation>
    </message>
    <message>
        <source>All that are chosen have ended.</source>
        <translation>Alle Gewählten sind zu Ende.</translation>
    </message>
</context>
<context>
    <name>lifeguard::Actions</name>
    <message>
        <source>Drain</source>
        <translation>Auslaufen lassen</translation>
    </message>
    <message>
        <source>Kill…</source>
        <translation>Abwürgen …</translation>
    </message>
    <message>
        <source>Kill tree…</source>
        <translation>Baum abwürgen …</translation>
    </message>
    <message>
        <source>Suspend</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Drain: finish the task, take no more</source>
        <translation>Auslaufen lassen: Aufgabe fertig machen, keine mehr annehmen</translation>
    </message>
    <message>
        <source>Terminate: ask to end (SIGTERM)</source>
        <translation>Beenden: um das Ende bitten (SIGTERM)</translation>
    </message>
    <message>
        <source>Kill: end at once (SIGKILL)</source>
        <translation>Abwürgen: sofort beenden (SIGKILL)</translation>
    </message>
    <message>
        <source>Kill it and all processes below it</source>
        <translation>Ihn und alle Prozesse darunter abwürgen</translation>
    </message>
    <message>
        <source>It has no processes below it.</source>
        <translation>Er hat keine Prozesse unter sich.</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>%1
Not now: %2</source>
        <translation>%1
Jetzt nicht: %2</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Resume: let it go on (SIGCONT)</source>
        <translation>Fortsetzen: weiterlaufen lassen (SIGCONT)</translation>
    </message>
    <message>
        <source>Suspend: hold it where it is (SIGSTOP)</source>
        <translation>Anhalten: stehen lassen, wo er ist (SIGSTOP)</translation>
    </message>
    <message>
        <source>process %1</source>
        <translation>Prozess %1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>nothing to act on.</source>
        <translation>nichts, worauf es wirken könnte.</translation>
    </message>
    <message>
        <source>Resize: the pool is gone.</source>
        <translation>Größe ändern: der Pool ist weg.</translation>
    </message>
    <message>
        <source>Restart</source>
        <translation>Neu starten</translation>
    </message>
    <message>
        <source>Suspend tree…</source>
        <translation>Baum anhalten …</translation>
    </message>
    <message>
        <source>Resume tree</source>
        <translation>Baum fortsetzen</translation>
    </message>
    <message>
        <source>Retry task</source>
        <translation>Aufgabe wiederholen</translation>
    </message>
    <message>
        <source>Retry all failed…</source>
        <translation>Fehlgeschlagene wiederholen …</translation>
    </message>
    <message>
        <source>Pause intake</source>
        <translation>Annahme pausieren</translation>
    </message>
    <message>
        <source>Send si&amp;gnal</source>
        <translation>Si&amp;gnal senden</translation>
    </message>
    <message>
        <source>Restart: finish the task, then be replaced</source>
        <translation>Neu starten: die Aufgabe beenden, dann ersetzt werden</translation>
    </message>
    <message>
        <source>Suspend it and all processes below it</source>
        <translation>Ihn und alle Prozesse darunter anhalten</translation>
    </message>
    <message>
        <source>Resume it and all processes below it</source>
        <translation>Ihn und alle Prozesse darunter fortsetzen</translation>
    </message>
    <message>
        <source>Another attempt at the chosen tasks, with equal arguments</source>
        <translation>Noch ein Versuch für die gewählten Aufgaben, mit denselben Argumenten</translation>
    </message>
    <message>
        <source>Another attempt at every failed task whose call is kept</source>
        <translation>Noch ein Versuch für jede fehlgeschlagene Aufgabe, deren Aufruf noch da ist</translation>
    </message>
    <message>
        <source>Resume intake</source>
        <translation>Annahme fortsetzen</translation>
    </message>
    <message>
        <source>Let the workers of the chosen pools begin tasks again</source>
        <translation>Die Worker der gewählten Pools wieder Aufgaben beginnen lassen</translation>
    </message>
    <message>
        <source>Workers of the chosen pools finish what they run and begin nothing else</source>
        <translation>Die Worker der gewählten Pools beenden, was läuft, und beginnen nichts anderes</translation>
    </message>
    <message>
        <source>Retry all failed (%1)…</source>
        <translation>Fehlgeschlagene wiederholen (%1) …</translation>
    </message>
    <message>
        <source>Terminate…</source>
        <translation>Beenden …</translation>
    </message>
    <message numerus="yes">
        <source>; %n of the chosen had ended before</source>
        <translation>
            <numerusform>; %n der Gewählten war schon zu Ende</numerusform>
            <numerusform>; %n der Gewählten waren schon zu Ende</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lifeguard::ActivityPanel</name>
    <message>
        <source>Activity</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>What you do and what the program reports appears here.</source>
        <translation>Hier erscheint, was Sie tun und was das Programm meldet.</translation>
    </message>
</context>
<context>
    <name>lifeguard::Aftermath</name>
    <message>
        <source>%1: %2 of %3 ended</source>
        <translation>%1: %2 von %3 beendet</translation>
    </message>
    <message>
        <source>%1 (pid %2)</source>
        <translation>%1 (PID %2)</translation>
    </message>
    <message>
        <source>%1: %2 is still there after %3</source>
        <translation>%1: %2 ist nach %3 noch da</translation>
    </message>
    <message>
        <source>%1 exited %2 after %3</source>
        <translation>%1 endete mit %2 nach %3</translation>
    </message>
</context>
<context>
    <name>lifeguard::AlertDialog</name>
    <message>
        <source> s</source>
        <translation> s</translation>
    </message>
    <message>
        <source>Alert rules</source>
        <translation>Alarmregeln</translation>
    </message>
    <message>
        <source>A rule tells once when something has been beyond its bound for so long, and once when it is back. It is listed under “Needs attention” and may show a notification.</source>
        <translation>Eine Regel meldet sich einmal, wenn etwas so lange jenseits seiner Grenze war, und einmal, wenn es zurück ist. Sie steht unter „Braucht Aufmerksamkeit“ und kann eine Benachrichtigung zeigen.</translation>
    </message>
    <message>
        <source>Rules; a mark says that one is in force</source>
        <translation>Regeln; ein Haken sagt, dass eine gilt</translation>
    </message>
    <message>
        <source>&amp;New rule</source>
        <translation>&amp;Neue Regel</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>&amp;Löschen</translation>
    </message>
    <message>
        <source>&amp;Presets again</source>
        <translation>&amp;Vorgaben wieder</translation>
    </message>
    <message>
        <source>Replaces all rules by those of the first start; Undo brings yours back</source>
        <translation>Ersetzt alle Regeln durch die des ersten Starts; Rückgängig bringt Ihre zurück</translation>
    </message>
    <message>
        <source>The presets are in force again</source>
        <translation>Die Vorgaben gelten wieder</translation>
    </message>
    <message>
        <source>What is measured</source>
        <translation>Was gemessen wird</translation>
    </message>
    <message>
        <source>Above or below</source>
        <translation>Über oder unter</translation>
    </message>
    <message>
        <source>above</source>
        <translation>über</translation>
    </message>
    <message>
        <source>below</source>
        <translation>unter</translation>
    </message>
    <message>
        <source>Bound</source>
        <translation>Grenze</translation>
    </message>
    <message>
        <source>Beyond it for</source>
        <translation>So lange jenseits</translation>
    </message>
    <message>
        <source>Clear when it is back for</source>
        <translation>Vorbei, wenn so lange zurück</translation>
    </message>
    <message>
        <source>Of which one</source>
        <translation>Von welchem</translation>
    </message>
    <message>
        <source>&amp;Measure</source>
        <translation>&amp;Messgröße</translation>
    </message>
    <message>
        <source>&amp;Is</source>
        <translation>&amp;Ist</translation>
    </message>
    <message>
        <source>&amp;Bound</source>
        <translation>&amp;Grenze</translation>
    </message>
    <message>
        <source>&amp;For</source>
        <translation>&amp;Für</translation>
    </message>
    <message>
        <source>Clear afte&amp;r</source>
        <translation>Vo&amp;rbei nach</translation>
    </message>
    <message>
        <source>&amp;Only of</source>
        <translation>Nur v&amp;on</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>Jetzt</translation>
    </message>
    <message>
        <source>any</source>
        <translation>alle</translation>
    </message>
    <message>
        <source>nothing to measure</source>
        <translation>nichts zu messen</translation>
    </message>
    <message>
        <source>no program is watched</source>
        <translation>kein Programm wird beobachtet</translation>
    </message>
    <message>
        <source>Deleted: %1</source>
        <translation>Gelöscht: %1</translation>
    </message>
</context>
<context>
    <name>lifeguard::AlertRules</name>
    <message>
        <source>Queue depth</source>
        <translation>Länge der Warteschlange</translation>
    </message>
    <message>
        <source>Age of the oldest item</source>
        <translation>Alter des ältesten Eintrags</translation>
    </message>
    <message>
        <source>Failed tasks</source>
        <translation>Fehlgeschlagene Aufgaben</translation>
    </message>
    <message>
        <source>Busy workers</source>
        <translation>Beschäftigte Worker</translation>
    </message>
    <message>
        <source>Silence of a worker</source>
        <translation>Schweigen eines Workers</translation>
    </message>
    <message>
        <source>Memory of a worker</source>
        <translation>Speicher eines Workers</translation>
    </message>
    <message>
        <source>Wait for a lock</source>
        <translation>Warten auf eine Sperre</translation>
    </message>
    <message>
        <source>Throughput</source>
        <translation>Durchsatz</translation>
    </message>
    <message>
        <source>items</source>
        <translation>Einträge</translation>
    </message>
    <message>
        <source>tasks/s</source>
        <translation>Aufgaben/s</translation>
    </message>
    <message>
        <source>s</source>
        <comment>seconds</comment>
        <translation>s</translation>
    </message>
    <message>
        <source>%1 of “%2”</source>
        <translation>%1 von „%2“</translation>
    </message>
    <message>
        <source>%1 above %2</source>
        <translation>%1 über %2</translation>
    </message>
    <message>
        <source>%1 below %2</source>
        <translation>%1 unter %2</translation>
    </message>
    <message>
        <source>%1 for %2</source>
        <translation>%1 seit %2</translation>
    </message>
    <message numerus="yes">
        <source> and %n more</source>
        <translation>
            <numerusform> und %n weiterer</numerusform>
            <numerusform> und %n weitere</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lifeguard::AttachDialog</name>
    <message>
        <source>Attach</source>
        <translation>Anhängen</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>tcp://host:port, unix:/path, @name or a process id</source>
        <translation>tcp://host:port, unix:/pfad, @name oder eine Prozessnummer</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>the address</source>
        <translation>die Adresse</translation>
    </message>
    <message>
        <source>&amp;Read-only</source>
        <translation>&amp;Nur lesen</translation>
    </message>
    <message>
        <source>Read-only</source>
        <translation>Nur lesen</translation>
    </message>
    <message>
        <source>Nothing can be called until “Allow control…” permits it</source>
        <translation>Nichts kann aufgerufen werden, bis „Steuern erlauben …“ es zulässt</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>A&amp;ddress:</source>
        <translation>A&amp;dresse:</translation>
    </message>
    <message>
        <source>&amp;Name:</source>
        <translation>Na&amp;me:</translation>
    </message>
    <message>
        <source>Authentication key</source>
        <translation>Schlüssel zur Anmeldung</translation>
    </message>
    <message>
        <source>N&amp;one</source>
        <translation>&amp;Keiner</translation>
    </message>
    <message>
        <source>No key</source>
        <translation>Kein Schlüssel</translation>
    </message>
    <message>
        <source>The empty key</source>
        <translation>Der leere Schlüssel</translation>
    </message>
    <message>
        <source>Key &amp;file</source>
        <translation>Schlüssel&amp;datei</translation>
    </message>
    <message>
        <source>Key file</source>
        <translation>Schlüsseldatei</translation>
    </message>
    <message>
        <source>Type on&amp;ce</source>
        <translation>&amp;Einmal eingeben</translation>
    </message>
    <message>
        <source>Type the key once</source>
        <translation>Den Schlüssel einmal eingeben</translation>
    </message>
    <message>
        <source>Path of the key file</source>
        <translation>Pfad der Schlüsseldatei</translation>
    </message>
    <message>
        <source>C&amp;hoose…</source>
        <translation>&amp;Wählen …</translation>
    </message>
    <message>
        <source>Choose the key file</source>
        <translation>Die Schlüsseldatei wählen</translation>
    </message>
    <message>
        <source>State of the key file</source>
        <translation>Zustand der Schlüsseldatei</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>It is used for this connection alone and kept nowhere</source>
        <translation>Er dient nur dieser Verbindung und wird nirgends aufbewahrt</translation>
    </message>
    <message>
        <source>&amp;Test</source>
        <translation>&amp;Prüfen</translation>
    </message>
    <message>
        <source>&amp;Attach</source>
        <translation>&amp;Anhängen</translation>
    </message>
    <message>
        <source>Give an address or a process id.</source>
        <translation>Geben Sie eine Adresse oder eine Prozessnummer an.</translation>
    </message>
    <message>
        <source>Type the key.</source>
        <translation>Geben Sie den Schlüssel ein.</translation>
    </message>
    <message>
        <source>A program of this machine needs no key.</source>
        <translation>Ein Programm dieses Rechners braucht keinen Schlüssel.</translation>
    </message>
    <message>
        <source>✓ only you can read it</source>
        <translation>✓ nur Sie können sie lesen</translation>
    </message>
    <message>
        <source>✖ %1</source>
        <translation>✖ %1</translation>
    </message>
    <message>
        <source>A program of this machine needs no test.</source>
        <translation>Ein Programm dieses Rechners braucht keine Prüfung.</translation>
    </message>
    <message>
        <source>Asking %1…</source>
        <translation>%1 wird gefragt …</translation>
    </message>
    <message>
        <source>✓ %1</source>
        <translation>✓ %1</translation>
    </message>
</context>
<context>
    <name>lifeguard::Banner</name>
    <message>
        <source>Dismiss</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>lifeguard::Card</name>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1: %2, %3</source>
        <translation>%1: %2, %3</translation>
    </message>
</context>
<context>
    <name>lifeguard::ChartTableDialog</name>
    <message>
        <source>Copy all</source>
        <translation>Alles kopieren</translation>
    </message>
</context>
<context>
    <name>lifeguard::ChartView</name>
    <message>
        <source>Show as &amp;table</source>
        <translation>Als &amp;Tabelle zeigen</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message>
        <source>Export &amp;PNG…</source>
        <translation>Als &amp;PNG exportieren …</translation>
    </message>
    <message>
        <source>PNG picture (*.png)</source>
        <translation>PNG-Bild (*.png)</translation>
    </message>
    <message>
        <source>Export &amp;SVG…</source>
        <translation>Als &amp;SVG exportieren …</translation>
    </message>
    <message>
        <source>SVG picture (*.svg)</source>
        <translation>SVG-Bild (*.svg)</translation>
    </message>
    <message>
        <source>Export CS&amp;V…</source>
        <translation>Als CS&amp;V exportieren …</translation>
    </message>
    <message>
        <source>Comma-separated values (*.csv)</source>
        <translation>Kommagetrennte Werte (*.csv)</translation>
    </message>
    <message>
        <source>&amp;Reset zoom</source>
        <translation>&amp;Zoom zurücksetzen</translation>
    </message>
    <message>
        <source>Export “%1”</source>
        <translation>„%1“ exportieren</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
</context>
<context>
    <name>lifeguard::Chip</name>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
</context>
<context>
    <name>lifeguard::ColumnDialog</name>
    <message>
        <source>Columns</source>
        <translation>Spalten</translation>
    </message>
    <message>
        <source>Column</source>
        <translation>Spalte</translation>
    </message>
    <message>
        <source>What it says</source>
        <translation>Was sie sagt</translation>
    </message>
</context>
<context>
    <name>lifeguard::ColumnsButton</name>
    <message>
        <source>&amp;Columns</source>
        <translation>Spal&amp;ten</translation>
    </message>
    <message>
        <source>Choose columns</source>
        <translation>Spalten wählen</translation>
    </message>
</context>
<context>
    <name>lifeguard::CommandLoop</name>
    <message>
        <source>no session is open</source>
        <translation>keine Sitzung ist offen</translation>
    </message>
    <message>
        <source>%1 (pid %2)</source>
        <translation>%1 (PID %2)</translation>
    </message>
    <message>
        <source>%1 %2: %3</source>
        <translation>%1 %2: %3</translation>
    </message>
    <message numerus="yes">
        <source>%1: %n worker(s) asked for</source>
        <translation>
            <numerusform>%1: %n Worker verlangt</numerusform>
            <numerusform>%1: %n Worker verlangt</numerusform>
        </translation>
    </message>
    <message>
        <source>Task %1 was stopped</source>
        <translation>Aufgabe %1 wurde abgebrochen</translation>
    </message>
    <message>
        <source>%1: sent to %2</source>
        <translation>%1: gesendet an %2</translation>
    </message>
    <message>
        <source>%1: sent to %2 of %3</source>
        <translation>%1: gesendet an %2 von %3</translation>
    </message>
    <message>
        <source>; %1: %2</source>
        <translation>; %1: %2</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message numerus="yes">
        <source>%1: sent to %n process(es)</source>
        <translation>
            <numerusform>%1: an %n Prozess gesendet</numerusform>
            <numerusform>%1: an %n Prozesse gesendet</numerusform>
        </translation>
    </message>
    <message>
        <source>Task %1 is tried again</source>
        <translation>Aufgabe %1 wird wiederholt</translation>
    </message>
    <message numerus="yes">
        <source>%1: %n task(s) are tried again</source>
        <translation>
            <numerusform>%1: %n Aufgabe wird wiederholt</numerusform>
            <numerusform>%1: %n Aufgaben werden wiederholt</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 is paused: its workers finish what they run</source>
        <translation>%1 pausiert: seine Worker beenden, was läuft</translation>
    </message>
    <message>
        <source>%1 goes on</source>
        <translation>%1 geht weiter</translation>
    </message>
</context>
<context>
    <name>lifeguard::CommandPalette</name>
    <message>
        <source>Commands</source>
        <translation>Befehle</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>What to do or where to go: kill, locks, worker-3, #4711</source>
        <translation>Was tun oder wohin: abwürgen, sperren, worker-3, #4711</translation>
    </message>
    <message>
        <source>Go to %1</source>
        <translation>Gehe zu %1</translation>
    </message>
    <message>
        <source>process, pid %1</source>
        <translation>Prozess, PID %1</translation>
    </message>
    <message>
        <source>pool</source>
        <translation>Pool</translation>
    </message>
    <message>
        <source>queue</source>
        <translation>Schlange</translation>
    </message>
    <message>
        <source>lock</source>
        <translation>Sperre</translation>
    </message>
    <message>
        <source>Task #%1 %2, attempt %3</source>
        <translation>Aufgabe #%1 %2, Versuch %3</translation>
    </message>
    <message>
        <source>Nothing is called “%1” here.</source>
        <translation>Nichts heißt hier „%1“.</translation>
    </message>
</context>
<context>
    <name>lifeguard::Commands</name>
    <message>
        <source>Terminate</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Kill</source>
        <translation>Abwürgen</translation>
    </message>
    <message>
        <source>Suspend</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Restart</source>
        <translation>Neu starten</translation>
    </message>
    <message>
        <source>Drain</source>
        <translation>Auslaufen lassen</translation>
    </message>
    <message>
        <source>Resize</source>
        <translation>Größe ändern</translation>
    </message>
    <message>
        <source>Stop task</source>
        <translation>Aufgabe abbrechen</translation>
    </message>
    <message>
        <source>Send signal</source>
        <translation>Signal senden</translation>
    </message>
    <message>
        <source>Pause intake</source>
        <translation>Annahme pausieren</translation>
    </message>
    <message>
        <source>Resume intake</source>
        <translation>Annahme fortsetzen</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Retry all failed</source>
        <translation>Fehlgeschlagene wiederholen</translation>
    </message>
</context>
<context>
    <name>lifeguard::CompareModel</name>
    <message>
        <source>new</source>
        <translation>neu</translation>
    </message>
    <message>
        <source>Figure</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>What is compared.</source>
        <translation>Was verglichen wird.</translation>
    </message>
    <message>
        <source>A</source>
        <translation>A</translation>
    </message>
    <message>
        <source>Of the first run.</source>
        <translation>Des ersten Laufs.</translation>
    </message>
    <message>
        <source>B</source>
        <translation>B</translation>
    </message>
    <message>
        <source>Of the second run.</source>
        <translation>Des zweiten Laufs.</translation>
    </message>
    <message>
        <source>A against B</source>
        <translation>A gegen B</translation>
    </message>
    <message>
        <source>How much more or less, and whether that is better (✓) or worse (✖).</source>
        <translation>Wie viel mehr oder weniger, und ob das besser (✓) oder schlechter (✖) ist.</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <source>Tasks</source>
        <translation>Aufgaben</translation>
    </message>
    <message>
        <source>Tasks per second</source>
        <translation>Aufgaben pro Sekunde</translation>
    </message>
    <message>
        <source>Task duration p50</source>
        <translation>Aufgabendauer p50</translation>
    </message>
    <message>
        <source>Task duration p95</source>
        <translation>Aufgabendauer p95</translation>
    </message>
    <message>
        <source>Task duration p99</source>
        <translation>Aufgabendauer p99</translation>
    </message>
    <message>
        <source>Failed tasks</source>
        <translation>Fehlgeschlagene Aufgaben</translation>
    </message>
    <message>
        <source>Lost attempts</source>
        <translation>Verlorene Versuche</translation>
    </message>
    <message>
        <source>Bad exits</source>
        <translation>Schlechte Enden</translation>
    </message>
    <message>
        <source>, ✖ %1</source>
        <translation>, ✖ %1</translation>
    </message>
    <message>
        <source>only in A</source>
        <translation>nur in A</translation>
    </message>
    <message>
        <source>only in B</source>
        <translation>nur in B</translation>
    </message>
    <message>
        <source>A is better</source>
        <translation>A ist besser</translation>
    </message>
    <message>
        <source>A is worse</source>
        <translation>A ist schlechter</translation>
    </message>
    <message>
        <source>Neither better nor worse, or within 2 %</source>
        <translation>Weder besser noch schlechter, oder innerhalb von 2 %</translation>
    </message>
    <message>
        <source>Function</source>
        <translation>Funktion</translation>
    </message>
    <message>
        <source>How much more or less time it took in all, which follows the number of its tasks.</source>
        <translation>Wie viel mehr oder weniger Zeit sie insgesamt brauchte; das folgt der Zahl ihrer Aufgaben.</translation>
    </message>
    <message numerus="yes">
        <source>%1 in %2 task(s), p95 %3</source>
        <translation>
            <numerusform>%1 in %2 Aufgabe, p95 %3</numerusform>
            <numerusform>%1 in %2 Aufgaben, p95 %3</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lifeguard::ComparePage</name>
    <message>
        <source>Compare</source>
        <translation>Vergleich</translation>
    </message>
    <message>
        <source>Figures of both runs</source>
        <translation>Größen beider Läufe</translation>
    </message>
    <message>
        <source>Functions, the largest change first</source>
        <translation>Funktionen, die größte Änderung zuerst</translation>
    </message>
    <message>
        <source>Tasks done, from the start on</source>
        <translation>Erledigte Aufgaben, vom Start an</translation>
    </message>
    <message>
        <source>per s</source>
        <translation>pro s</translation>
    </message>
    <message>
        <source>Sw&amp;ap</source>
        <translation>&amp;Tauschen</translation>
    </message>
    <message>
        <source>Make B the run that is judged against A</source>
        <translation>B zu dem Lauf machen, der gegen A beurteilt wird</translation>
    </message>
    <message>
        <source>Other &amp;runs…</source>
        <translation>Andere &amp;Läufe …</translation>
    </message>
    <message>
        <source>Go to Runs</source>
        <translation>Zu den Läufen</translation>
    </message>
    <message>
        <source>Choose two runs on the Runs page: here they are compared.</source>
        <translation>Wählen Sie zwei Läufe auf der Seite Läufe: hier werden sie verglichen.</translation>
    </message>
    <message>
        <source>Reading runs %1 and %2…</source>
        <translation>Läufe %1 und %2 werden gelesen …</translation>
    </message>
    <message>
        <source>A: run %1   ↔   B: run %2</source>
        <translation>A: Lauf %1   ↔   B: Lauf %2</translation>
    </message>
    <message>
        <source>Neither run has finished a task</source>
        <translation>Keiner der Läufe hat eine Aufgabe beendet</translation>
    </message>
    <message>
        <source>A: run %1</source>
        <translation>A: Lauf %1</translation>
    </message>
    <message>
        <source>B: run %1</source>
        <translation>B: Lauf %1</translation>
    </message>
    <message>
        <source>A run has more tasks than are read here: the functions&apos; figures are those of its newest tasks.</source>
        <translation>Ein Lauf hat mehr Aufgaben, als hier gelesen werden: die Zahlen der Funktionen sind die seiner neuesten Aufgaben.</translation>
    </message>
    <message>
        <source>Task durations</source>
        <translation>Dauer der Aufgaben</translation>
    </message>
    <message>
        <source>share of tasks</source>
        <translation>Anteil der Aufgaben</translation>
    </message>
</context>
<context>
    <name>lifeguard::ConfirmDialog</name>
    <message>
        <source>Stop task</source>
        <translation>Aufgabe abbrechen</translation>
    </message>
    <message>
        <source>Finish the task, take no more.</source>
        <translation>Aufgabe fertig machen, keine mehr annehmen.</translation>
    </message>
    <message>
        <source>%1 has ended meanwhile: nothing will be sent.</source>
        <translation>%1 ist inzwischen zu Ende: es wird nichts gesendet.</translation>
    </message>
    <message>
        <source>%1 has ended meanwhile (%2): nothing will be sent.</source>
        <translation>%1 ist inzwischen zu Ende (%2): es wird nichts gesendet.</translation>
    </message>
    <message numerus="yes">
        <source>%n of %1 have ended meanwhile: nothing will be sent to them.</source>
        <translation>
            <numerusform>%n von %1 ist inzwischen zu Ende: dorthin wird nichts gesendet.</numerusform>
            <numerusform>%n von %1 sind inzwischen zu Ende: dorthin wird nichts gesendet.</numerusform>
        </translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>lifeguard::ExitModel</name>
    <message>
        <source>Not known: its start was not seen.</source>
        <translation>Nicht bekannt: der Start wurde nicht gesehen.</translation>
    </message>
</context>
<context>
    <name>lifeguard::ExitsPage</name>
    <message>
        <source>Exits</source>
        <translation>Enden</translation>
    </message>
    <message>
        <source>Exits by cause</source>
        <translation>Enden nach Ursache</translation>
    </message>
    <message>
        <source>No exits: no program is watched.</source>
        <translation>Keine Enden: es wird kein Programm überwacht.</translation>
    </message>
    <message>
        <source>No process has ended yet. Each end will appear here with its code, its meaning and the task that was running.</source>
        <translation>Noch kein Prozess ist zu Ende. Jedes Ende erscheint hier mit seinem Code, dessen Bedeutung und der Aufgabe, die lief.</translation>
    </message>
    <message>
        <source>Go to Workers</source>
        <translation>Zu den Workern</translation>
    </message>
    <message>
        <source>No rows match “%1” among %2 exits.</source>
        <translation>Keine Zeile passt auf „%1“ unter %2 Enden.</translation>
    </message>
    <message>
        <source>Clear filter</source>
        <translation>Filter leeren</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Show its &amp;replacement</source>
        <translation>&amp;Nachfolger zeigen</translation>
    </message>
    <message>
        <source>&amp;Copy rows</source>
        <translation>Zeilen &amp;kopieren</translation>
    </message>
    <message>
        <source>No process ended%1.</source>
        <translation>Kein Prozess endete%1.</translation>
    </message>
    <message>
        <source>No end matches “%1”%2.</source>
        <translation>Kein Ende passt zu „%1“%2.</translation>
    </message>
</context>
<context>
    <name>lifeguard::FilterEdit</name>
    <message>
        <source>Filter</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>Filter: words, state:busy, run&gt;1s</source>
        <translation>Filter: Wörter, state:busy, run&gt;1s</translation>
    </message>
    <message>
        <source>Words and terms that all must hold, such as state:failed worker:3 fn:resize exit:!0 run&gt;1s.
Fields: %1</source>
        <translation>Wörter und Bedingungen, die alle gelten müssen, etwa state:failed worker:3 fn:resize exit:!0 run&gt;1s.
Felder: %1</translation>
    </message>
    <message>
        <source>This filter cannot be understood.</source>
        <translation>Dieser Filter ist nicht zu verstehen.</translation>
    </message>
</context>
<context>
    <name>lifeguard::FilterProxy</name>
    <message>
        <source>There is no state “%1” here; known are %2.</source>
        <translation>Den Zustand „%1“ gibt es hier nicht; bekannt sind %2.</translation>
    </message>
</context>
<context>
    <name>lifeguard::FindingsModel</name>
    <message>
        <source>Needs attention</source>
        <translation>Braucht Aufmerksamkeit</translation>
    </message>
    <message>
        <source>What went wrong or is about to.</source>
        <translation>Was schiefging oder im Begriff ist.</translation>
    </message>
    <message>
        <source>Alert: %1</source>
        <translation>Alarm: %1</translation>
    </message>
</context>
<context>
    <name>lifeguard::HeaderView</name>
    <message>
        <source>Columns</source>
        <translation>Spalten</translation>
    </message>
    <message>
        <source>&amp;Describe columns…</source>
        <translation>Spalten &amp;beschreiben …</translation>
    </message>
    <message>
        <source>Original &amp;order of rows</source>
        <translation>Ursprüngliche &amp;Reihenfolge der Zeilen</translation>
    </message>
    <message>
        <source>&amp;Reset columns</source>
        <translation>Spalten &amp;zurücksetzen</translation>
    </message>
</context>
<context>
    <name>lifeguard::HelpWindow</name>
    <message>
        <source>Guide · Lifeguard</source>
        <translation>Leitfaden · Lifeguard</translation>
    </message>
    <message>
        <source>Find in the guide</source>
        <translation>Im Leitfaden suchen</translation>
    </message>
    <message>
        <source>Find in the guide (Ctrl+F)</source>
        <translation>Im Leitfaden suchen (Strg+F)</translation>
    </message>
    <message>
        <source>Contents</source>
        <translation>Inhalt</translation>
    </message>
    <message>
        <source>Guide</source>
        <translation>Leitfaden</translation>
    </message>
    <message>
        <source>Nothing in the guide has “%1”.</source>
        <translation>Nichts im Leitfaden enthält „%1“.</translation>
    </message>
    <message numerus="yes">
        <source>%n topic(s)</source>
        <translation>
            <numerusform>%n Thema</numerusform>
            <numerusform>%n Themen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lifeguard::HistogramView</name>
    <message>
        <source>%1 to %2</source>
        <translation>%1 bis %2</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>To</source>
        <translation>Bis</translation>
    </message>
    <message>
        <source>Count</source>
        <translation>Anzahl</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>Nothing counted yet</source>
        <translation>Noch nichts gezählt</translation>
    </message>
</context>
<context>
    <name>lifeguard::HomePage</name>
    <message>
        <source>Home</source>
        <translation>Startseite</translation>
    </message>
    <message>
        <source>Start a pool</source>
        <translation>Einen Pool starten</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>gzip -k {}</source>
        <translation>gzip -k {}</translation>
    </message>
    <message>
        <source>S&amp;tart…</source>
        <translation>S&amp;tarten …</translation>
    </message>
    <message>
        <source>Choose inputs and number of workers, then start</source>
        <translation>Eingaben und Zahl der Worker wählen, dann starten</translation>
    </message>
    <message>
        <source>One command for each of many inputs, on as many workers as you like; {} stands for the input.</source>
        <translation>Ein Befehl für jede von vielen Eingaben, auf beliebig vielen Workern; {} steht für die Eingabe.</translation>
    </message>
    <message>
        <source>Try the demo</source>
        <translation>Die Demo ausprobieren</translation>
    </message>
    <message>
        <source>Start the &amp;demo</source>
        <translation>Dem&amp;o starten</translation>
    </message>
    <message>
        <source>A real program with real work: a pool of workers, a queue that backs up, a lock that is fought over, and a worker that crashes now and then.</source>
        <translation>Ein echtes Programm mit echter Arbeit: ein Pool von Workern, eine Schlange, die sich staut, eine umkämpfte Sperre und ein Worker, der hin und wieder abstürzt.</translation>
    </message>
    <message>
        <source>Running programs</source>
        <translation>Laufende Programme</translation>
    </message>
    <message>
        <source>&amp;Attach</source>
        <translation>Anhän&amp;gen</translation>
    </message>
    <message>
        <source>Open a recording</source>
        <translation>Eine Aufzeichnung öffnen</translation>
    </message>
    <message>
        <source>Recent runs</source>
        <translation>Letzte Läufe</translation>
    </message>
    <message>
        <source>&amp;Open</source>
        <translation>&amp;Öffnen</translation>
    </message>
    <message>
        <source>Open f&amp;ile…</source>
        <translation>Date&amp;i öffnen …</translation>
    </message>
    <message>
        <source>All r&amp;uns</source>
        <translation>A&amp;lle Läufe</translation>
    </message>
    <message>
        <source>D&amp;etails</source>
        <translation>D&amp;etails</translation>
    </message>
    <message>
        <source>%1 · pid %2 · since %3</source>
        <translation>%1 · PID %2 · seit %3</translation>
    </message>
    <message>
        <source> · ● recorded</source>
        <translation> · ● aufgezeichnet</translation>
    </message>
    <message>
        <source>No program of yours runs on the engine now. It appears here by itself when one does.</source>
        <translation>Keines Ihrer Programme läuft gerade auf der Engine. Sobald eines läuft, erscheint es hier von selbst.</translation>
    </message>
    <message>
        <source>There is nothing to attach to.</source>
        <translation>Es gibt nichts zum Anhängen.</translation>
    </message>
    <message>
        <source>run %1 · %2 · %3</source>
        <translation>Lauf %1 · %2 · %3</translation>
    </message>
    <message>
        <source> · ● recording</source>
        <translation> · ● zeichnet auf</translation>
    </message>
    <message>
        <source> · interrupted</source>
        <translation> · unterbrochen</translation>
    </message>
    <message>
        <source> · ✖ %1 failed</source>
        <translation> · ✖ %1 fehlgeschlagen</translation>
    </message>
    <message>
        <source>No runs recorded yet. Each program that is watched is recorded.</source>
        <translation>Noch keine Läufe aufgezeichnet. Jedes überwachte Programm wird aufgezeichnet.</translation>
    </message>
    <message>
        <source>Self test: running…</source>
        <translation>Selbsttest: läuft …</translation>
    </message>
    <message>
        <source>Self test:   %1</source>
        <translation>Selbsttest:   %1</translation>
    </message>
    <message>
        <source>Attach to a running program or a manager</source>
        <translation>An Programm oder Manager anhängen</translation>
    </message>
    <message>
        <source>Address of a manager server</source>
        <translation>Adresse eines Manager-Servers</translation>
    </message>
    <message>
        <source>tcp://host:port, unix:/path or @name</source>
        <translation>tcp://host:port, unix:/pfad oder @name</translation>
    </message>
    <message>
        <source>Attach to &amp;manager…</source>
        <translation>An &amp;Manager anhängen …</translation>
    </message>
    <message>
        <source>Look into a manager server, C++&apos;s or Python&apos;s (Ctrl+Shift+A)</source>
        <translation>In einen Manager-Server sehen, einen von C++ oder Python (Strg+Umschalt+A)</translation>
    </message>
    <message>
        <source>Recent:</source>
        <translation>Zuletzt:</translation>
    </message>
    <message>
        <source>Attach to %1</source>
        <translation>An %1 anhängen</translation>
    </message>
    <message>
        <source>%1, key in %2</source>
        <translation>%1, Schlüssel in %2</translation>
    </message>
</context>
<context>
    <name>lifeguard::Hub</name>
    <message>
        <source>Exported to %1</source>
        <translation>Exportiert nach %1</translation>
    </message>
    <message>
        <source>Opened %1</source>
        <translation>%1 geöffnet</translation>
    </message>
    <message>
        <source>Attached to %1 (%2)</source>
        <translation>An %1 angehängt (%2)</translation>
    </message>
    <message>
        <source>Attached to the agent %1</source>
        <translation>An den Agenten %1 angehängt</translation>
    </message>
</context>
<context>
    <name>lifeguard::InputChooser</name>
    <message>
        <source>Kind of inputs</source>
        <translation>Art der Eingaben</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Dateien</translation>
    </message>
    <message>
        <source>A list, one a line</source>
        <translation>Eine Liste, eine je Zeile</translation>
    </message>
    <message>
        <source>The lines of a file</source>
        <translation>Die Zeilen einer Datei</translation>
    </message>
    <message>
        <source>&amp;Add files…</source>
        <translation>Dateien h&amp;inzufügen …</translation>
    </message>
    <message>
        <source>Re&amp;move</source>
        <translation>Ent&amp;fernen</translation>
    </message>
    <message>
        <source>Input files</source>
        <translation>Eingabedateien</translation>
    </message>
    <message>
        <source>Inputs, one a line</source>
        <translation>Eingaben, eine je Zeile</translation>
    </message>
    <message>
        <source>one input a line</source>
        <translation>eine Eingabe je Zeile</translation>
    </message>
    <message>
        <source>File with the inputs</source>
        <translation>Datei mit den Eingaben</translation>
    </message>
    <message>
        <source>/path/to/inputs.txt</source>
        <translation>/pfad/zu/eingaben.txt</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen …</translation>
    </message>
    <message>
        <source>Choose the file that holds the inputs, one a line.</source>
        <translation>Wählen Sie die Datei, die die Eingaben enthält, eine je Zeile.</translation>
    </message>
    <message>
        <source>%1 is no file that can be read.</source>
        <translation>%1 ist keine lesbare Datei.</translation>
    </message>
    <message>
        <source>Add the files that the command shall run on.</source>
        <translation>Fügen Sie die Dateien hinzu, auf denen der Befehl laufen soll.</translation>
    </message>
    <message>
        <source>Write the inputs, one a line.</source>
        <translation>Schreiben Sie die Eingaben auf, eine je Zeile.</translation>
    </message>
    <message>
        <source>These are too many inputs for one command line: put them into a file and choose its lines.</source>
        <translation>Das sind zu viele Eingaben für eine Befehlszeile: legen Sie sie in eine Datei und wählen Sie deren Zeilen.</translation>
    </message>
    <message>
        <source>No files yet: add them, or drop them here.</source>
        <translation>Noch keine Dateien: hinzufügen oder hier ablegen.</translation>
    </message>
</context>
<context>
    <name>lifeguard::InspectorPanel</name>
    <message>
        <source>Inspector</source>
        <translation>Inspektor</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>% of one CPU</source>
        <translation>% einer CPU</translation>
    </message>
    <message>
        <source>Depth</source>
        <translation>Tiefe</translation>
    </message>
    <message>
        <source>items</source>
        <translation>Einträge</translation>
    </message>
    <message>
        <source>Workers of the pool</source>
        <translation>Worker des Pools</translation>
    </message>
    <message>
        <source>Summary</source>
        <translation>Überblick</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>Aufgabe</translation>
    </message>
    <message>
        <source>Locks</source>
        <translation>Sperren</translation>
    </message>
    <message>
        <source>Locks and queues</source>
        <translation>Sperren und Schlangen</translation>
    </message>
    <message>
        <source>Durations</source>
        <translation>Dauern</translation>
    </message>
    <message>
        <source>Waits</source>
        <translation>Wartezeiten</translation>
    </message>
    <message>
        <source>Evidence</source>
        <translation>Belege</translation>
    </message>
    <message>
        <source>Attempts</source>
        <translation>Versuche</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>Ausgabe</translation>
    </message>
    <message>
        <source>%1 rows are chosen. The inspector shows one.</source>
        <translation>%1 Zeilen sind gewählt. Der Inspektor zeigt eine.</translation>
    </message>
    <message>
        <source>Choose a row on any page: what is known about it appears here.</source>
        <translation>Wählen Sie auf irgendeiner Seite eine Zeile: was über sie bekannt ist, erscheint hier.</translation>
    </message>
    <message>
        <source>pid %1</source>
        <translation>PID %1</translation>
    </message>
    <message>
        <source>Nothing is known of it any more.</source>
        <translation>Darüber ist nichts mehr bekannt.</translation>
    </message>
    <message>
        <source>%1 · pid %2</source>
        <translation>%1 · PID %2</translation>
    </message>
    <message>
        <source>%1, %2 ago. Values frozen at exit.</source>
        <translation>%1, vor %2. Werte beim Ende eingefroren.</translation>
    </message>
    <message>
        <source>This pool is gone.</source>
        <translation>Dieser Pool ist weg.</translation>
    </message>
    <message>
        <source>Pool %1</source>
        <translation>Pool %1</translation>
    </message>
    <message>
        <source>%1 of %2 busy, %3 queued</source>
        <translation>%1 von %2 beschäftigt, %3 anstehend</translation>
    </message>
    <message>
        <source>Task duration</source>
        <translation>Aufgabendauer</translation>
    </message>
    <message>
        <source>No task has finished yet</source>
        <translation>Noch keine Aufgabe ist fertig</translation>
    </message>
    <message>
        <source>This queue is gone.</source>
        <translation>Diese Schlange ist weg.</translation>
    </message>
    <message>
        <source>Queue %1</source>
        <translation>Schlange %1</translation>
    </message>
    <message>
        <source>Lock %1</source>
        <translation>Sperre %1</translation>
    </message>
    <message>
        <source>held, %1 waiting</source>
        <translation>gehalten, %1 warten</translation>
    </message>
    <message>
        <source>free</source>
        <translation>frei</translation>
    </message>
    <message>
        <source>Nobody had to wait for it yet</source>
        <translation>Noch niemand musste darauf warten</translation>
    </message>
    <message>
        <source>This lock is gone.</source>
        <translation>Diese Sperre ist weg.</translation>
    </message>
    <message>
        <source>%1, %2 ago</source>
        <translation>%1, vor %2</translation>
    </message>
    <message>
        <source>This run was deleted.</source>
        <translation>Dieser Lauf wurde gelöscht.</translation>
    </message>
    <message>
        <source>Run %1</source>
        <translation>Lauf %1</translation>
    </message>
    <message>
        <source>Run %1 · %2</source>
        <translation>Lauf %1 · %2</translation>
    </message>
    <message>
        <source>count by duration</source>
        <translation>Anzahl nach Dauer</translation>
    </message>
    <message>
        <source>The pool has this size already.</source>
        <translation>Der Pool hat diese Größe schon.</translation>
    </message>
    <message>
        <source>Task #%1</source>
        <translation>Aufgabe #%1</translation>
    </message>
    <message>
        <source>It is not listed any more.</source>
        <translation>Sie ist nicht mehr aufgeführt.</translation>
    </message>
    <message>
        <source>Let its workers begin tasks again</source>
        <translation>Seine Worker wieder Aufgaben beginnen lassen</translation>
    </message>
    <message>
        <source>Its workers finish what they run and begin nothing else</source>
        <translation>Seine Worker beenden, was läuft, und beginnen nichts anderes</translation>
    </message>
    <message>
        <source>Another attempt, with equal arguments</source>
        <translation>Noch ein Versuch, mit denselben Argumenten</translation>
    </message>
    <message>
        <source>%1 at %2</source>
        <translation>%1 um %2</translation>
    </message>
    <message>
        <source>Show its replacement</source>
        <translation>Nachfolger zeigen</translation>
    </message>
    <message>
        <source>Workers:</source>
        <translation>Worker:</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>Anwenden</translation>
    </message>
    <message>
        <source>Terminate…</source>
        <translation>Beenden …</translation>
    </message>
    <message>
        <source>Kill…</source>
        <translation>Abwürgen …</translation>
    </message>
    <message>
        <source>Suspend</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Stop task…</source>
        <translation>Aufgabe abbrechen …</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>%1 at %2. Values frozen at exit.</source>
        <translation>%1 um %2. Werte wie zuletzt.</translation>
    </message>
    <message>
        <source>Show exit</source>
        <translation>Ende zeigen</translation>
    </message>
    <message>
        <source>Show holder</source>
        <translation>Halter zeigen</translation>
    </message>
    <message>
        <source>Resume intake</source>
        <translation>Annahme fortsetzen</translation>
    </message>
    <message>
        <source>Pause intake</source>
        <translation>Annahme pausieren</translation>
    </message>
    <message>
        <source>Show worker</source>
        <translation>Worker zeigen</translation>
    </message>
    <message>
        <source>Resources: CPU, memory, threads, files</source>
        <translation>Ressourcen: CPU, Speicher, Threads, Dateien</translation>
    </message>
    <message numerus="yes">
        <source>%1 item(s)</source>
        <translation>
            <numerusform>%1 Eintrag</numerusform>
            <numerusform>%1 Einträge</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lifeguard::KeyList</name>
    <message>
        <source>In lists</source>
        <translation>In Listen</translation>
    </message>
    <message>
        <source>← →</source>
        <translation>← →</translation>
    </message>
    <message>
        <source>Close or open a branch</source>
        <translation>Einen Ast schließen oder öffnen</translation>
    </message>
    <message>
        <source>Open all below</source>
        <translation>Alles darunter öffnen</translation>
    </message>
    <message>
        <source>Ctrl+C</source>
        <translation>Strg+C</translation>
    </message>
    <message>
        <source>Copy the rows, to a spreadsheet too</source>
        <translation>Die Zeilen kopieren, auch für eine Tabelle</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>Show in the inspector</source>
        <translation>Im Inspektor zeigen</translation>
    </message>
    <message>
        <source>In the timeline</source>
        <translation>In der Zeitleiste</translation>
    </message>
    <message>
        <source>Zoom in, out</source>
        <translation>Näher, weiter</translation>
    </message>
    <message>
        <source>Earlier, later</source>
        <translation>Früher, später</translation>
    </message>
    <message>
        <source>All of it</source>
        <translation>Alles</translation>
    </message>
    <message>
        <source>End</source>
        <translation>Ende</translation>
    </message>
    <message>
        <source>Follow what is new</source>
        <translation>Dem Neuesten folgen</translation>
    </message>
    <message>
        <source>In the time strip</source>
        <translation>Im Zeitstreifen</translation>
    </message>
    <message>
        <source>Move the cursor; in history, step by a second (Shift: ten)</source>
        <translation>Die Marke bewegen; in der Vergangenheit um eine Sekunde (Umschalt: zehn)</translation>
    </message>
    <message>
        <source>Shift+← →</source>
        <translation>Umschalt+← →</translation>
    </message>
    <message>
        <source>Choose a range of time</source>
        <translation>Eine Zeitspanne wählen</translation>
    </message>
    <message>
        <source>Show that moment</source>
        <translation>Diesen Moment zeigen</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>Leertaste</translation>
    </message>
    <message>
        <source>Play or hold</source>
        <translation>Abspielen oder anhalten</translation>
    </message>
    <message>
        <source>Less time, more time</source>
        <translation>Weniger Zeit, mehr Zeit</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>All times again</source>
        <translation>Wieder alle Zeiten</translation>
    </message>
    <message>
        <source>Elsewhere</source>
        <translation>Sonst</translation>
    </message>
    <message>
        <source>Keyboard</source>
        <translation>Tastatur</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Bring deleted runs back, for 10 s</source>
        <translation>Gelöschte Läufe zurückholen, 10 s lang</translation>
    </message>
</context>
<context>
    <name>lifeguard::LaunchLoop</name>
    <message>
        <source>%1 could not be started: %2.</source>
        <translation>%1 konnte nicht gestartet werden: %2.</translation>
    </message>
    <message>
        <source>%1 ended before it could be watched.</source>
        <translation>%1 endete, bevor es überwacht werden konnte.</translation>
    </message>
    <message>
        <source>%1 ended before it could be watched: %2</source>
        <translation>%1 endete, bevor es überwacht werden konnte: %2</translation>
    </message>
</context>
<context>
    <name>lifeguard::Launcher</name>
    <message>
        <source>%1 is neither beside this program nor in PATH: install it, or build it.</source>
        <translation>%1 liegt weder neben diesem Programm noch in PATH: installieren oder bauen Sie es.</translation>
    </message>
    <message>
        <source>The directory %1 does not exist.</source>
        <translation>Das Verzeichnis %1 gibt es nicht.</translation>
    </message>
</context>
<context>
    <name>lifeguard::LockModel</name>
    <message>
        <source>pid %1</source>
        <translation>PID %1</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>free</source>
        <translation>frei</translation>
    </message>
    <message>
        <source>taken %1 times</source>
        <translation>%1-mal genommen</translation>
    </message>
    <message>
        <source>Part of a deadlock.</source>
        <translation>Teil einer Verklemmung.</translation>
    </message>
    <message>
        <source>Not measured for a %1.</source>
        <translation>Für %1 nicht gemessen.</translation>
    </message>
    <message>
        <source>Not known yet: it takes two samples to measure.</source>
        <translation>Noch nicht bekannt: zum Messen braucht es zwei Proben.</translation>
    </message>
    <message>
        <source>It was never taken.</source>
        <translation>Sie wurde nie genommen.</translation>
    </message>
    <message>
        <source>Nobody has had to wait for it.</source>
        <translation>Niemand musste darauf warten.</translation>
    </message>
</context>
<context>
    <name>lifeguard::LocksPage</name>
    <message>
        <source>Locks</source>
        <translation>Sperren</translation>
    </message>
    <message>
        <source>Wait-for graph</source>
        <translation>Wartegraph</translation>
    </message>
    <message>
        <source>&amp;Copy rows</source>
        <translation>Zeilen &amp;kopieren</translation>
    </message>
    <message>
        <source>No locks: no program is watched.</source>
        <translation>Keine Sperren: es wird kein Programm überwacht.</translation>
    </message>
    <message>
        <source>This program has made no lock. Locks, semaphores, conditions, events and barriers appear here as soon as they exist.</source>
        <translation>Dieses Programm hat keine Sperre angelegt. Sperren, Semaphore, Bedingungen, Ereignisse und Barrieren erscheinen hier, sobald es sie gibt.</translation>
    </message>
    <message>
        <source>Go to Overview</source>
        <translation>Zur Übersicht</translation>
    </message>
    <message>
        <source>No rows match “%1” among %2 locks.</source>
        <translation>Keine Zeile passt auf „%1“ unter %2 Sperren.</translation>
    </message>
    <message>
        <source>Clear filter</source>
        <translation>Filter leeren</translation>
    </message>
    <message>
        <source>✓ Nobody waits for a lock now.</source>
        <translation>✓ Niemand wartet gerade auf eine Sperre.</translation>
    </message>
    <message>
        <source>%1 holds “%2” and waits for “%3”</source>
        <translation>%1 hält „%2“ und wartet auf „%3“</translation>
    </message>
    <message>
        <source>Deadlock since %1: %2.</source>
        <translation>Verklemmung seit %1: %2.</translation>
    </message>
    <message>
        <source> And %1 more.</source>
        <translation> Und %1 weitere.</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>Waits</source>
        <translation>Wartezeiten</translation>
    </message>
    <message>
        <source>Waits are measured for locks</source>
        <translation>Wartezeiten werden für Sperren gemessen</translation>
    </message>
    <message>
        <source>Waits for “%1”</source>
        <translation>Wartezeiten auf „%1“</translation>
    </message>
    <message>
        <source>count by duration</source>
        <translation>Anzahl nach Dauer</translation>
    </message>
    <message>
        <source>Nobody had to wait for it yet</source>
        <translation>Noch niemand musste darauf warten</translation>
    </message>
    <message>
        <source>At this moment the program had no lock.</source>
        <translation>In diesem Augenblick hatte das Programm keine Sperre.</translation>
    </message>
</context>
<context>
    <name>lifeguard::LogModel</name>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>When it was said; of a task&apos;s output: when the task ended.</source>
        <translation>Wann es gesagt wurde; bei der Ausgabe einer Aufgabe: wann sie endete.</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <source>The process that said it.</source>
        <translation>Der Prozess, der es gesagt hat.</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>Stufe</translation>
    </message>
    <message>
        <source>How grave it is, or the stream that it was written to.</source>
        <translation>Wie ernst es ist, oder der Strom, in den es geschrieben wurde.</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>The line, cut where it is very long.</source>
        <translation>Die Zeile, gekürzt, wo sie sehr lang ist.</translation>
    </message>
    <message>
        <source>PID</source>
        <translation>PID</translation>
    </message>
    <message>
        <source>Number of the process in the system.</source>
        <translation>Nummer des Prozesses im System.</translation>
    </message>
    <message>
        <source>… %1 more</source>
        <translation>… %1 weitere</translation>
    </message>
    <message>
        <source>task #%1 %2 %3: %4</source>
        <comment>number, function, lost or failed, why</comment>
        <translation>Aufgabe #%1 %2 %3: %4</translation>
    </message>
    <message>
        <source>exited %1: %2</source>
        <translation>endete mit %1: %2</translation>
    </message>
</context>
<context>
    <name>lifeguard::LogsPage</name>
    <message>
        <source>Logs</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Lines by kind</source>
        <translation>Zeilen nach Art</translation>
    </message>
    <message>
        <source>Keep the newest line in sight; scrolling up stops it, scrolling to the end begins again</source>
        <translation>Die neueste Zeile im Blick behalten; Hochrollen hält es an, Rollen ans Ende beginnt es wieder</translation>
    </message>
    <message>
        <source>Write the lines that are shown to a text file</source>
        <translation>Die gezeigten Zeilen in eine Textdatei schreiben</translation>
    </message>
    <message>
        <source>Lines</source>
        <translation>Zeilen</translation>
    </message>
    <message>
        <source>No lines: no program is watched.</source>
        <translation>Keine Zeilen: es wird kein Programm überwacht.</translation>
    </message>
    <message>
        <source>Nothing was said yet. What the program logs, what its workers and recorded commands write, failed tasks and ends of processes will appear here.</source>
        <translation>Noch wurde nichts gesagt. Was das Programm protokolliert, was seine Worker und aufgezeichneten Befehle schreiben, fehlgeschlagene Aufgaben und Enden von Prozessen erscheinen hier.</translation>
    </message>
    <message>
        <source>Go to Workers</source>
        <translation>Zu den Workern</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Warnings</source>
        <translation>Warnungen</translation>
    </message>
    <message>
        <source>stdout</source>
        <translation>stdout</translation>
    </message>
    <message>
        <source>stderr</source>
        <translation>stderr</translation>
    </message>
    <message>
        <source>No rows match “%1” among %2 lines.</source>
        <translation>Keine Zeile passt auf „%1“ unter %2 Zeilen.</translation>
    </message>
    <message>
        <source>Clear filter</source>
        <translation>Filter leeren</translation>
    </message>
    <message>
        <source>Show what it is &amp;about</source>
        <translation>Zeigen, &amp;worum es geht</translation>
    </message>
    <message>
        <source>Only %1</source>
        <translation>Nur %1</translation>
    </message>
    <message>
        <source>Only &amp;task #%1</source>
        <translation>Nur &amp;Aufgabe #%1</translation>
    </message>
    <message>
        <source>&amp;Copy rows</source>
        <translation>Zeilen &amp;kopieren</translation>
    </message>
    <message>
        <source>Save lines</source>
        <translation>Zeilen speichern</translation>
    </message>
    <message>
        <source>Text (*.log *.txt)</source>
        <translation>Text (*.log *.txt)</translation>
    </message>
    <message>
        <source>Saved to %1</source>
        <translation>Gespeichert in %1</translation>
    </message>
    <message>
        <source>%1 could not be written: %2</source>
        <translation>%1 konnte nicht geschrieben werden: %2</translation>
    </message>
    <message>
        <source>Nothing was said%1.</source>
        <translation>Nichts wurde gesagt%1.</translation>
    </message>
    <message>
        <source>No line matches “%1”%2.</source>
        <translation>Keine Zeile passt zu „%1“%2.</translation>
    </message>
    <message>
        <source>F&amp;ollow</source>
        <translation>F&amp;olgen</translation>
    </message>
    <message>
        <source>Sav&amp;e…</source>
        <translation>S&amp;peichern …</translation>
    </message>
    <message>
        <source>Others</source>
        <translation>Sonstige</translation>
    </message>
    <message numerus="yes">
        <source>%1 older line(s) are not kept here.</source>
        <translation>
            <numerusform>%1 ältere Zeile ist hier nicht aufgehoben.</numerusform>
            <numerusform>%1 ältere Zeilen sind hier nicht aufgehoben.</numerusform>
        </translation>
    </message>
    <message>
        <source>A recording has what workers wrote while their output was captured, not what the program itself or other processes printed.</source>
        <translation>Eine Aufzeichnung enthält, was Worker schrieben, während ihre Ausgabe erfasst wurde, nicht was das Programm selbst oder andere Prozesse ausgaben.</translation>
    </message>
</context>
<context>
    <name>lifeguard::MainWindow</name>
    <message>
        <source>Inspector</source>
        <translation>Inspektor</translation>
    </message>
    <message>
        <source>Activity</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>The demo is being started.</source>
        <translation>Die Demo wird gestartet.</translation>
    </message>
    <message>
        <source>DEMO</source>
        <translation>DEMO</translation>
    </message>
    <message>
        <source>%1 has ended. Its last state is shown.</source>
        <translation>%1 ist zu Ende. Gezeigt wird der letzte Stand.</translation>
    </message>
    <message>
        <source>%1 has ended: %2. Its last state is shown.</source>
        <translation>%1 ist zu Ende: %2. Gezeigt wird der letzte Stand.</translation>
    </message>
    <message>
        <source>Home</source>
        <translation>Startseite</translation>
    </message>
    <message>
        <source>%1 can no longer be watched. Its last state is shown.</source>
        <translation>%1 kann nicht mehr überwacht werden. Gezeigt wird der letzte Stand.</translation>
    </message>
    <message>
        <source>Lifeguard</source>
        <translation>Lifeguard</translation>
    </message>
    <message>
        <source>Record
Not now: no program is watched that could be recorded.</source>
        <translation>Aufzeichnen
Jetzt nicht: es wird kein Programm überwacht, das aufgezeichnet werden könnte.</translation>
    </message>
    <message>
        <source>This session is being recorded (Ctrl+R stops it)</source>
        <translation>Diese Sitzung wird aufgezeichnet (Strg+R hält an)</translation>
    </message>
    <message>
        <source>Record this session (Ctrl+R)</source>
        <translation>Diese Sitzung aufzeichnen (Strg+R)</translation>
    </message>
    <message>
        <source>Paused: rows hold still, recording goes on.</source>
        <translation>Angehalten: die Zeilen stehen still, die Aufzeichnung läuft weiter.</translation>
    </message>
    <message>
        <source>Resume (F6)</source>
        <translation>Weiter (F6)</translation>
    </message>
    <message>
        <source>The layout is as it was at first.</source>
        <translation>Die Anordnung ist wieder die ursprüngliche.</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Hold all rows still (F6); recording goes on</source>
        <translation>Alle Zeilen stillhalten (F6); die Aufzeichnung läuft weiter</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>Aufzeichnen</translation>
    </message>
    <message>
        <source>Go to the list of pages</source>
        <translation>Zur Liste der Seiten</translation>
    </message>
    <message>
        <source>Go to the filter</source>
        <translation>Zum Filter</translation>
    </message>
    <message>
        <source>Show in the inspector</source>
        <translation>Im Inspektor zeigen</translation>
    </message>
    <message>
        <source>Toolbar</source>
        <translation>Werkzeugleiste</translation>
    </message>
    <message>
        <source>Start…</source>
        <translation>Starten …</translation>
    </message>
    <message>
        <source>Start a pool of workers (Ctrl+N)</source>
        <translation>Einen Pool von Workern starten (Strg+N)</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;Home</source>
        <translation>&amp;Startseite</translation>
    </message>
    <message>
        <source>&amp;Attach…</source>
        <translation>&amp;Anhängen …</translation>
    </message>
    <message>
        <source>&amp;Open recording…</source>
        <translation>Aufzeichnung ö&amp;ffnen …</translation>
    </message>
    <message>
        <source>Try the &amp;demo</source>
        <translation>&amp;Demo ausprobieren</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>Lifeguard &amp;beenden</translation>
    </message>
    <message>
        <source>&amp;Session</source>
        <translation>&amp;Sitzung</translation>
    </message>
    <message>
        <source>Re&amp;fresh</source>
        <translation>Ak&amp;tualisieren</translation>
    </message>
    <message>
        <source>&amp;Clear ended rows</source>
        <translation>Beendete Zeilen ent&amp;fernen</translation>
    </message>
    <message>
        <source>Record &amp;every session that is opened</source>
        <translation>&amp;Jede geöffnete Sitzung aufzeichnen</translation>
    </message>
    <message>
        <source>&amp;Stop watching</source>
        <translation>Überwachung be&amp;enden</translation>
    </message>
    <message>
        <source>&amp;Worker</source>
        <translation>&amp;Worker</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>&amp;Commands…</source>
        <translation>&amp;Befehle …</translation>
    </message>
    <message>
        <source>&amp;Keyboard</source>
        <translation>&amp;Tastatur</translation>
    </message>
    <message>
        <source>&amp;About Lifeguard</source>
        <translation>Ü&amp;ber Lifeguard</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>Com&amp;pare runs</source>
        <translation>Läufe &amp;vergleichen</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>&amp;Farben</translation>
    </message>
    <message>
        <source>System</source>
        <translation>System</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>&amp;Sample every</source>
        <translation>&amp;Messen alle</translation>
    </message>
    <message>
        <source>&amp;Full screen</source>
        <translation>&amp;Vollbild</translation>
    </message>
    <message>
        <source>Open recording</source>
        <translation>Aufzeichnung öffnen</translation>
    </message>
    <message>
        <source>Run databases (*.db)</source>
        <translation>Datenbanken von Läufen (*.db)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>About Lifeguard</source>
        <translation>Über Lifeguard</translation>
    </message>
    <message>
        <source>Lifeguard %1

Watches and steers pools of worker processes.

This program is free software under the GNU General Public License, version 3 or later; the engine below it is under the MIT licence.</source>
        <translation>Lifeguard %1

Überwacht und steuert Pools von Arbeitsprozessen.

Dieses Programm ist freie Software unter der GNU General Public License, Version 3 oder später; die Engine darunter steht unter der MIT-Lizenz.</translation>
    </message>
    <message>
        <source>&amp;Import runs…</source>
        <translation>Läufe &amp;importieren …</translation>
    </message>
    <message>
        <source>The pages, each for one question; Ctrl+1 to Ctrl+9 open them. A number beside a name counts what is new there and went wrong.</source>
        <translation>Die Seiten, jede für eine Frage; Strg+1 bis Strg+9 öffnen sie. Eine Zahl neben einem Namen zählt, was dort neu ist und schiefging.</translation>
    </message>
    <message>
        <source>The program that is watched. A click lists the others that run on the engine.</source>
        <translation>Das Programm, das beobachtet wird. Ein Klick listet die anderen, die auf der Engine laufen.</translation>
    </message>
    <message>
        <source>Shows the rows that match: words, and terms such as state:failed worker:3 fn:resize exit:!0 run&gt;1s. All of them must hold. Esc clears it.</source>
        <translation>Zeigt die Zeilen, die passen: Wörter, und Angaben wie state:failed worker:3 fn:resize exit:!0 run&gt;1s. Alle müssen gelten. Esc leert es.</translation>
    </message>
    <message>
        <source>All that is known of what is chosen on the page. Of what has ended it keeps the last values. F9 closes and opens it.</source>
        <translation>Alles, was von dem bekannt ist, was auf der Seite gewählt ist. Von Beendetem behält er die letzten Werte. F9 schließt und öffnet ihn.</translation>
    </message>
    <message>
        <source>What you did and what came of it, alerts, and what the engine reports. F8 closes and opens it.</source>
        <translation>Was Sie taten und was daraus wurde, Alarme, und was die Engine berichtet. F8 schließt und öffnet es.</translation>
    </message>
    <message>
        <source>The program and how fresh its figures are, work in all pools, the recording, and what this window itself costs.</source>
        <translation>Das Programm und wie frisch seine Zahlen sind, die Arbeit aller Pools, die Aufzeichnung, und was dieses Fenster selbst kostet.</translation>
    </message>
    <message>
        <source>The page. A click chooses a row, the inspector tells all about it; a right click shows what can be done. F1 opens the guide where it fits the page.</source>
        <translation>Die Seite. Ein Klick wählt eine Zeile, der Inspektor sagt alles darüber; ein Rechtsklick zeigt, was getan werden kann. F1 öffnet den Leitfaden, wo er zur Seite passt.</translation>
    </message>
    <message>
        <source>Back to live</source>
        <translation>Zurück zur Gegenwart</translation>
    </message>
    <message>
        <source>Play or hold the recording</source>
        <translation>Die Aufzeichnung abspielen oder anhalten</translation>
    </message>
    <message>
        <source>&amp;Alert rules…</source>
        <translation>&amp;Alarmregeln …</translation>
    </message>
    <message>
        <source>&amp;Settings…</source>
        <translation>&amp;Einstellungen …</translation>
    </message>
    <message>
        <source>&amp;Guide</source>
        <translation>&amp;Leitfaden</translation>
    </message>
    <message>
        <source>&amp;What is this?</source>
        <translation>&amp;Was ist das?</translation>
    </message>
    <message>
        <source>CONTROL</source>
        <translation>STEUERN</translation>
    </message>
    <message>
        <source>Calls of methods are allowed on this connection.</source>
        <translation>Auf dieser Verbindung dürfen Methoden aufgerufen werden.</translation>
    </message>
    <message>
        <source>RECORDED</source>
        <translation>AUFZEICHNUNG</translation>
    </message>
    <message>
        <source>Too&amp;ls</source>
        <translation>We&amp;rkzeuge</translation>
    </message>
    <message>
        <source>&amp;Reset layout…</source>
        <translation>Anordnung &amp;zurücksetzen …</translation>
    </message>
</context>
<context>
    <name>lifeguard::ManagerAsker</name>
    <message>
        <source>It has neither a length nor a size that the server lets be asked for.</source>
        <translation>Es hat weder Länge noch Größe, nach der der Server fragen lässt.</translation>
    </message>
    <message>
        <source>Not called: %1.</source>
        <translation>Nicht aufgerufen: %1.</translation>
    </message>
</context>
<context>
    <name>lifeguard::ManagerFeed</name>
    <message>
        <source>No manager is attached.</source>
        <translation>An keinen Manager angehängt.</translation>
    </message>
    <message>
        <source>The manager is not reached: %1.</source>
        <translation>Der Manager ist nicht zu erreichen: %1.</translation>
    </message>
    <message>
        <source>Attached read-only: “Allow control…” permits calls.</source>
        <translation>Nur zum Lesen angehängt: „Steuern erlauben …“ lässt Aufrufe zu.</translation>
    </message>
    <message>
        <source>%1: %2.</source>
        <translation>%1: %2.</translation>
    </message>
</context>
<context>
    <name>lifeguard::ManagerLoop</name>
    <message>
        <source>the server has ended</source>
        <translation>der Server ist beendet</translation>
    </message>
</context>
<context>
    <name>lifeguard::ManagerProbe</name>
    <message>
        <source>ok: %1</source>
        <translation>gut: %1</translation>
    </message>
    <message numerus="yes">
        <source>ok: %1 manager, %n object(s)</source>
        <translation>
            <numerusform>gut: Manager von %1, %n Objekt</numerusform>
            <numerusform>gut: Manager von %1, %n Objekte</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lifeguard::ManagerWatch</name>
    <message>
        <source>&amp;Allow control…</source>
        <translation>Steuern &amp;erlauben …</translation>
    </message>
    <message>
        <source>%1 is lost: %2. What is shown is stale; tried again in %3 s.</source>
        <translation>%1 ist verloren: %2. Was zu sehen ist, ist veraltet; neuer Versuch in %3 s.</translation>
    </message>
    <message>
        <source>Try now</source>
        <translation>Jetzt versuchen</translation>
    </message>
    <message>
        <source>%1: %2. What is shown is stale; it is not tried again by itself.</source>
        <translation>%1: %2. Was zu sehen ist, ist veraltet; von selbst wird es nicht wieder versucht.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal</translation>
    </message>
    <message>
        <source>Attaching to %1…</source>
        <translation>An %1 wird angehängt …</translation>
    </message>
    <message>
        <source>● Manager %1</source>
        <translation>● Manager %1</translation>
    </message>
    <message>
        <source>● Manager %1 · updated %2 ago</source>
        <translation>● Manager %1 · vor %2 gelesen</translation>
    </message>
    <message>
        <source> · CONTROL</source>
        <translation> · STEUERN</translation>
    </message>
    <message>
        <source> · read-only</source>
        <translation> · nur lesen</translation>
    </message>
    <message>
        <source>✖ Manager %1: %2</source>
        <translation>✖ Manager %1: %2</translation>
    </message>
    <message>
        <source>Allow control?</source>
        <translation>Steuern erlauben?</translation>
    </message>
    <message>
        <source>Allow control of %1?

Methods of its objects can be called then: they change what other programs use. It holds until you end it or leave this server.</source>
        <translation>%1 zu steuern erlauben?

Dann können Methoden seiner Objekte aufgerufen werden: sie ändern, was andere Programme benutzen. Es gilt, bis Sie es beenden oder diesen Server verlassen.</translation>
    </message>
    <message>
        <source>&amp;Allow control</source>
        <translation>Steuern &amp;erlauben</translation>
    </message>
</context>
<context>
    <name>lifeguard::Navigation</name>
    <message>
        <source>Pages</source>
        <translation>Seiten</translation>
    </message>
    <message>
        <source>%1 (Ctrl+%2)</source>
        <translation>%1 (Strg+%2)</translation>
    </message>
    <message numerus="yes">
        <source>%1, %n new failure(s)</source>
        <translation>
            <numerusform>%1, %n neuer Fehlschlag</numerusform>
            <numerusform>%1, %n neue Fehlschläge</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lifeguard::Notifier</name>
    <message>
        <source>Alert: %1</source>
        <translation>Alarm: %1</translation>
    </message>
    <message>
        <source>No longer: %1</source>
        <translation>Nicht mehr: %1</translation>
    </message>
    <message>
        <source>%1 can no longer be watched.</source>
        <translation>%1 kann nicht mehr beobachtet werden.</translation>
    </message>
    <message>
        <source>%1 ended after %2.</source>
        <translation>%1 endete nach %2.</translation>
    </message>
    <message>
        <source>Lifeguard</source>
        <translation>Lifeguard</translation>
    </message>
    <message>
        <source>%1 crashed: %2</source>
        <translation>%1 ist abgestürzt: %2</translation>
    </message>
    <message>
        <source>Deadlock: %1</source>
        <translation>Verklemmung: %1</translation>
    </message>
</context>
<context>
    <name>lifeguard::ObjectInspector</name>
    <message>
        <source>Object</source>
        <translation>Objekt</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Methods</source>
        <translation>Methoden</translation>
    </message>
    <message>
        <source>Value of the object</source>
        <translation>Wert des Objekts</translation>
    </message>
    <message>
        <source>Read it again each time the list is looked at</source>
        <translation>Es jedes Mal lesen, wenn die Liste gelesen wird</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Methode</translation>
    </message>
    <message>
        <source>What the object lets be called</source>
        <translation>Was das Objekt aufrufen lässt</translation>
    </message>
    <message>
        <source>Arguments</source>
        <translation>Argumente</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>What came back</source>
        <translation>Was zurückkam</translation>
    </message>
    <message>
        <source>Choose an object: its value and methods appear here.</source>
        <translation>Wählen Sie ein Objekt: sein Wert und seine Methoden erscheinen hier.</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>object %1</source>
        <translation>Objekt %1</translation>
    </message>
    <message numerus="yes">
        <source>%n reference(s)</source>
        <translation>
            <numerusform>%n Verweis</numerusform>
            <numerusform>%n Verweise</numerusform>
        </translation>
    </message>
    <message>
        <source>This object is gone.</source>
        <translation>Dieses Objekt gibt es nicht mehr.</translation>
    </message>
    <message>
        <source> · size %1</source>
        <translation> · Größe %1</translation>
    </message>
    <message>
        <source> · read %1</source>
        <translation> · gelesen %1</translation>
    </message>
    <message>
        <source> · stale</source>
        <translation> · veraltet</translation>
    </message>
    <message>
        <source>The manager is not reached.</source>
        <translation>Der Manager ist nicht zu erreichen.</translation>
    </message>
    <message>
        <source>The server cannot send it (%1); this is how it prints.</source>
        <translation>Der Server kann es nicht senden (%1); so druckt er es.</translation>
    </message>
    <message>
        <source>— %1</source>
        <translation>— %1</translation>
    </message>
    <message>
        <source>It is large: %1 items. It is read when you say so.</source>
        <translation>Es ist groß: %1 Einträge. Es wird gelesen, wenn Sie es sagen.</translation>
    </message>
    <message>
        <source>Read it all</source>
        <translation>Alles lesen</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>Wird gelesen …</translation>
    </message>
    <message>
        <source>Not read.</source>
        <translation>Nicht gelesen.</translation>
    </message>
    <message>
        <source>The object lets nothing be called.</source>
        <translation>Das Objekt lässt nichts aufrufen.</translation>
    </message>
    <message>
        <source>an item: &apos;text&apos;, 3, {&apos;a&apos;: [1]}</source>
        <translation>ein Wert: &apos;Text&apos;, 3, {&apos;a&apos;: [1]}</translation>
    </message>
    <message>
        <source>key, value</source>
        <translation>Schlüssel, Wert</translation>
    </message>
    <message>
        <source>key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>arguments, as Python writes them</source>
        <translation>Argumente, wie Python sie schreibt</translation>
    </message>
    <message>
        <source>✓ %1</source>
        <translation>✓ %1</translation>
    </message>
    <message>
        <source>✖ %1: %2</source>
        <translation>✖ %1: %2</translation>
    </message>
    <message>
        <source>… %1</source>
        <translation>… %1</translation>
    </message>
    <message>
        <source>Choose a method</source>
        <translation>Wählen Sie eine Methode</translation>
    </message>
    <message>
        <source>Choose a method.</source>
        <translation>Wählen Sie eine Methode.</translation>
    </message>
    <message>
        <source>%1 takes something away from others. Without arguments it does not wait.</source>
        <translation>%1 nimmt anderen etwas weg. Ohne Argumente wartet es nicht.</translation>
    </message>
    <message>
        <source>Put…</source>
        <translation>Hineinlegen …</translation>
    </message>
    <message>
        <source>Take…</source>
        <translation>Herausnehmen …</translation>
    </message>
    <message>
        <source>Set item…</source>
        <translation>Eintrag setzen …</translation>
    </message>
    <message>
        <source>Delete item…</source>
        <translation>Eintrag löschen …</translation>
    </message>
    <message>
        <source>Read again</source>
        <translation>Noch einmal lesen</translation>
    </message>
    <message>
        <source>Follow</source>
        <translation>Folgen</translation>
    </message>
    <message>
        <source>Call</source>
        <translation>Aufrufen</translation>
    </message>
</context>
<context>
    <name>lifeguard::ObjectModel</name>
    <message>
        <source>Type</source>
        <translation>Typ</translation>
    </message>
    <message>
        <source>What it is, by how it prints; servers do not tell typeids.</source>
        <translation>Was es ist, nach dem, wie es gedruckt wird; Server nennen keine Typnamen.</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>Nr.</translation>
    </message>
    <message>
        <source>Its name on the server.</source>
        <translation>Sein Name auf dem Server.</translation>
    </message>
    <message>
        <source>References</source>
        <translation>Verweise</translation>
    </message>
    <message>
        <source>Proxies that hold it.</source>
        <translation>Proxys, die es halten.</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Length, items or value; asked for when a row is chosen.</source>
        <translation>Länge, Einträge oder Wert; danach wird gefragt, wenn die Zeile gewählt wird.</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>Vorschau</translation>
    </message>
    <message>
        <source>The beginning of what it prints as.</source>
        <translation>Der Anfang dessen, wie es gedruckt wird.</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>Seit</translation>
    </message>
    <message>
        <source>When this window saw it first.</source>
        <translation>Wann dieses Fenster es zuerst sah.</translation>
    </message>
    <message>
        <source>stale: the server is not reached</source>
        <translation>veraltet: der Server ist nicht zu erreichen</translation>
    </message>
    <message>
        <source>Stale: the server is not reached, this is the last it told.</source>
        <translation>Veraltet: der Server ist nicht zu erreichen, dies hat er zuletzt gesagt.</translation>
    </message>
    <message>
        <source>By how it prints; servers do not tell typeids.</source>
        <translation>Nach dem, wie es gedruckt wird; Server nennen keine Typnamen.</translation>
    </message>
    <message>
        <source>Not asked for yet: choose the row.</source>
        <translation>Noch nicht erfragt: wählen Sie die Zeile.</translation>
    </message>
    <message>
        <source>It was there before this window looked; servers do not tell since when.</source>
        <translation>Es war da, bevor dieses Fenster hinsah; Server sagen nicht, seit wann.</translation>
    </message>
</context>
<context>
    <name>lifeguard::ObjectsPage</name>
    <message>
        <source>Objects</source>
        <translation>Objekte</translation>
    </message>
    <message>
        <source>CONTROL</source>
        <translation>STEUERN</translation>
    </message>
    <message numerus="yes">
        <source>%n object(s)</source>
        <translation>
            <numerusform>%n Objekt</numerusform>
            <numerusform>%n Objekte</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 · %2 · %3 · stale</source>
        <translation>%1 · %2 · %3 · veraltet</translation>
    </message>
    <message>
        <source>%1 · %2 · %3</source>
        <translation>%1 · %2 · %3</translation>
    </message>
    <message>
        <source>&amp;Read-only again</source>
        <translation>Wieder &amp;nur lesen</translation>
    </message>
    <message>
        <source>&amp;Allow control…</source>
        <translation>Steuern &amp;erlauben …</translation>
    </message>
    <message>
        <source>Calls of methods are allowed on this connection; a click ends that.</source>
        <translation>Auf dieser Verbindung dürfen Methoden aufgerufen werden; ein Klick beendet das.</translation>
    </message>
    <message>
        <source>Attached read-only. A click asks whether methods may be called.</source>
        <translation>Nur zum Lesen angehängt. Ein Klick fragt, ob Methoden aufgerufen werden dürfen.</translation>
    </message>
    <message>
        <source>No manager server is attached. Its objects, C++&apos;s or Python&apos;s, appear here.</source>
        <translation>An keinen Manager-Server angehängt. Seine Objekte, von C++ oder Python, erscheinen hier.</translation>
    </message>
    <message>
        <source>Attach…</source>
        <translation>Anhängen …</translation>
    </message>
    <message>
        <source>The manager holds no object now. What its clients make appears here within seconds.</source>
        <translation>Der Manager hält jetzt kein Objekt. Was seine Clients anlegen, erscheint hier binnen Sekunden.</translation>
    </message>
    <message>
        <source>No rows match “%1” among %2 objects.</source>
        <translation>Keine Zeile passt auf „%1“ unter %2 Objekten.</translation>
    </message>
    <message>
        <source>Clear filter</source>
        <translation>Filter leeren</translation>
    </message>
    <message>
        <source>&amp;Copy rows</source>
        <translation>Zeilen &amp;kopieren</translation>
    </message>
</context>
<context>
    <name>lifeguard::OverviewPage</name>
    <message>
        <source>Overview</source>
        <translation>Übersicht</translation>
    </message>
    <message>
        <source>Workers busy</source>
        <translation>Beschäftigte Worker</translation>
    </message>
    <message>
        <source>Throughput</source>
        <translation>Durchsatz</translation>
    </message>
    <message>
        <source>Tasks queued</source>
        <translation>Anstehende Aufgaben</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Longest lock wait</source>
        <translation>Längstes Warten auf Sperre</translation>
    </message>
    <message>
        <source>Needs attention</source>
        <translation>Braucht Aufmerksamkeit</translation>
    </message>
    <message>
        <source>Enter or a double click shows more</source>
        <translation>Eingabe oder Doppelklick zeigt mehr</translation>
    </message>
    <message>
        <source>Workers by state</source>
        <translation>Worker nach Zustand</translation>
    </message>
    <message>
        <source>workers</source>
        <translation>Worker</translation>
    </message>
    <message>
        <source>Tasks finished</source>
        <translation>Beendete Aufgaben</translation>
    </message>
    <message>
        <source>per second</source>
        <translation>pro Sekunde</translation>
    </message>
    <message>
        <source>Queue depth, deepest four</source>
        <translation>Schlangentiefe, die vier tiefsten</translation>
    </message>
    <message>
        <source>items</source>
        <translation>Einträge</translation>
    </message>
    <message>
        <source>Task duration</source>
        <translation>Aufgabendauer</translation>
    </message>
    <message>
        <source>last 10 s</source>
        <translation>letzte 10 s</translation>
    </message>
    <message>
        <source>No task has finished yet</source>
        <translation>Noch keine Aufgabe ist fertig</translation>
    </message>
    <message>
        <source>Nothing to show yet: no program is watched.</source>
        <translation>Noch nichts zu zeigen: es wird kein Programm überwacht.</translation>
    </message>
    <message>
        <source>Try the demo</source>
        <translation>Die Demo ausprobieren</translation>
    </message>
    <message>
        <source>Needs attention (%1)</source>
        <translation>Braucht Aufmerksamkeit (%1)</translation>
    </message>
    <message>
        <source>✓ Nothing needs your attention.</source>
        <translation>✓ Nichts braucht Ihre Aufmerksamkeit.</translation>
    </message>
    <message>
        <source>%1/%2</source>
        <comment>busy/all</comment>
        <translation>%1/%2</translation>
    </message>
    <message>
        <source>%1 idle, %2 waiting</source>
        <translation>%1 frei, %2 warten</translation>
    </message>
    <message>
        <source>%1 done</source>
        <translation>%1 erledigt</translation>
    </message>
    <message>
        <source>no pool</source>
        <translation>kein Pool</translation>
    </message>
    <message>
        <source>in 1 pool</source>
        <translation>in 1 Pool</translation>
    </message>
    <message>
        <source>in %1 pools</source>
        <translation>in %1 Pools</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>for “%1”</source>
        <translation>auf „%1“</translation>
    </message>
    <message>
        <source>nobody waits for a lock</source>
        <translation>niemand wartet auf eine Sperre</translation>
    </message>
    <message>
        <source>Progress of %1</source>
        <translation>Fortschritt von %1</translation>
    </message>
    <message>
        <source>%1 of %2 tasks finished</source>
        <translation>%1 von %2 Aufgaben fertig</translation>
    </message>
    <message>
        <source>✓ ok</source>
        <translation>✓ ok</translation>
    </message>
    <message>
        <source>✖ failed</source>
        <translation>✖ fehlgeschlagen</translation>
    </message>
    <message>
        <source>p50</source>
        <translation>p50</translation>
    </message>
    <message>
        <source>p95</source>
        <translation>p95</translation>
    </message>
    <message>
        <source>p99</source>
        <translation>p99</translation>
    </message>
    <message>
        <source> · ❚❚ paused</source>
        <translation> · ❚❚ pausiert</translation>
    </message>
    <message>
        <source> · ❚❚ %1 paused</source>
        <translation> · ❚❚ %1 pausiert</translation>
    </message>
    <message>
        <source>No queue at this moment</source>
        <translation>In diesem Augenblick keine Schlange</translation>
    </message>
    <message numerus="yes">
        <source>%1 bad exit(s)</source>
        <translation>
            <numerusform>%1 schlechtes Ende</numerusform>
            <numerusform>%1 schlechte Enden</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lifeguard::Page</name>
    <message>
        <source>Start a pool</source>
        <translation>Einen Pool starten</translation>
    </message>
    <message>
        <source>Attach…</source>
        <translation>Anhängen …</translation>
    </message>
    <message>
        <source> from %1 to %2</source>
        <translation> von %1 bis %2</translation>
    </message>
    <message>
        <source> up to %1</source>
        <translation> bis %1</translation>
    </message>
    <message>
        <source>Show all times</source>
        <translation>Alle Zeiten zeigen</translation>
    </message>
</context>
<context>
    <name>lifeguard::Pictures</name>
    <message>
        <source>The directory %1 cannot be made.</source>
        <translation>Das Verzeichnis %1 lässt sich nicht anlegen.</translation>
    </message>
    <message>
        <source>%1 cannot be written.</source>
        <translation>%1 ist nicht schreibbar.</translation>
    </message>
</context>
<context>
    <name>lifeguard::PoolProgress</name>
    <message>
        <source>no tasks yet</source>
        <translation>noch keine Aufgaben</translation>
    </message>
    <message>
        <source>all %1 finished</source>
        <translation>alle %1 fertig</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>%1 · stalled</source>
        <translation>%1 · stockt</translation>
    </message>
    <message>
        <source>%1 · work still arriving</source>
        <translation>%1 · es kommt noch Arbeit an</translation>
    </message>
    <message>
        <source>%1 · about %2 left</source>
        <translation>%1 · noch etwa %2</translation>
    </message>
    <message>
        <source>%1 · %2 to %3 left</source>
        <translation>%1 · noch %2 bis %3</translation>
    </message>
    <message>
        <source>❚❚ paused</source>
        <translation>❚❚ pausiert</translation>
    </message>
    <message>
        <source>%1 · ❚❚ paused</source>
        <translation>%1 · ❚❚ pausiert</translation>
    </message>
    <message>
        <source>%1 · ended</source>
        <translation>%1 · zu Ende</translation>
    </message>
</context>
<context>
    <name>lifeguard::ProcessModel</name>
    <message>
        <source>%1 (pid %2) exited %3 after %4</source>
        <translation>%1 (PID %2) endete mit %3 nach %4</translation>
    </message>
</context>
<context>
    <name>lifeguard::QueueModel</name>
    <message>
        <source>Depth / cap</source>
        <translation>Tiefe / Grenze</translation>
    </message>
    <message>
        <source>Depth 60 s</source>
        <translation>Tiefe 60 s</translation>
    </message>
    <message>
        <source>Items in it over the last minute.</source>
        <translation>Einträge darin während der letzten Minute.</translation>
    </message>
    <message>
        <source>queue %1</source>
        <translation>Schlange %1</translation>
    </message>
    <message>
        <source>empty</source>
        <translation>leer</translation>
    </message>
    <message>
        <source>%1 put</source>
        <translation>%1 eingereiht</translation>
    </message>
    <message>
        <source>%1 get</source>
        <translation>%1 entnommen</translation>
    </message>
    <message>
        <source>never: grows %1</source>
        <translation>nie: wächst %1</translation>
    </message>
    <message>
        <source>never: steady</source>
        <translation>nie: gleichbleibend</translation>
    </message>
    <message>
        <source>Not known yet: it takes some seconds to see whether it grows.</source>
        <translation>Noch nicht bekannt: es braucht einige Sekunden, um ein Wachsen zu sehen.</translation>
    </message>
    <message>
        <source>Not known: its items carry no time.</source>
        <translation>Nicht bekannt: ihre Einträge tragen keine Zeit.</translation>
    </message>
    <message>
        <source>Only a JoinableQueue counts unfinished items.</source>
        <translation>Nur eine JoinableQueue zählt unerledigte Einträge.</translation>
    </message>
    <message>
        <source>Not known yet: it takes two samples to measure.</source>
        <translation>Noch nicht bekannt: zum Messen braucht es zwei Proben.</translation>
    </message>
    <message>
        <source>Not known: nothing is taken from it.</source>
        <translation>Nicht bekannt: es wird nichts daraus entnommen.</translation>
    </message>
</context>
<context>
    <name>lifeguard::QueuesPage</name>
    <message>
        <source>Queues</source>
        <translation>Schlangen</translation>
    </message>
    <message>
        <source>Depth</source>
        <translation>Tiefe</translation>
    </message>
    <message>
        <source>items</source>
        <translation>Einträge</translation>
    </message>
    <message>
        <source>Put and taken</source>
        <translation>Eingereiht und entnommen</translation>
    </message>
    <message>
        <source>items per second</source>
        <translation>Einträge pro Sekunde</translation>
    </message>
    <message>
        <source>&amp;Copy rows</source>
        <translation>Zeilen &amp;kopieren</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>No queues: no program is watched.</source>
        <translation>Keine Schlangen: es wird kein Programm überwacht.</translation>
    </message>
    <message>
        <source>This program has made no queue. A Queue, SimpleQueue or JoinableQueue appears here as soon as it exists; what waits for a pool stands on the Overview.</source>
        <translation>Dieses Programm hat keine Schlange angelegt. Eine Queue, SimpleQueue oder JoinableQueue erscheint hier, sobald es sie gibt; was auf einen Pool wartet, steht auf der Übersicht.</translation>
    </message>
    <message>
        <source>Go to Overview</source>
        <translation>Zur Übersicht</translation>
    </message>
    <message>
        <source>No rows match “%1” among %2 queues.</source>
        <translation>Keine Zeile passt auf „%1“ unter %2 Schlangen.</translation>
    </message>
    <message>
        <source>Clear filter</source>
        <translation>Filter leeren</translation>
    </message>
    <message>
        <source>%1 put</source>
        <translation>%1 eingereiht</translation>
    </message>
    <message>
        <source>%1 taken</source>
        <translation>%1 entnommen</translation>
    </message>
    <message>
        <source>At this moment the program had no queue.</source>
        <translation>In diesem Augenblick hatte das Programm keine Schlange.</translation>
    </message>
</context>
<context>
    <name>lifeguard::RecorderLoop</name>
    <message>
        <source>Not recorded: %1</source>
        <translation>Nicht aufgezeichnet: %1</translation>
    </message>
    <message>
        <source>Not recorded: lifeguardctl is neither beside this program nor in PATH.</source>
        <translation>Nicht aufgezeichnet: lifeguardctl liegt weder neben diesem Programm noch in PATH.</translation>
    </message>
    <message>
        <source>Not recorded: %1.</source>
        <translation>Nicht aufgezeichnet: %1.</translation>
    </message>
</context>
<context>
    <name>lifeguard::RunModel</name>
    <message>
        <source>Starred runs are never removed by themselves.</source>
        <translation>Läufe mit Stern werden nie von selbst entfernt.</translation>
    </message>
    <message>
        <source>recording</source>
        <translation>zeichnet auf</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>unterbrochen</translation>
    </message>
    <message>
        <source>finished</source>
        <translation>fertig</translation>
    </message>
    <message>
        <source>starred</source>
        <translation>mit Stern</translation>
    </message>
    <message>
        <source>not starred</source>
        <translation>ohne Stern</translation>
    </message>
    <message>
        <source>Not known: no task was finished.</source>
        <translation>Nicht bekannt: keine Aufgabe wurde fertig.</translation>
    </message>
    <message>
        <source>The recorder ended before the program; there are data up to %1.</source>
        <translation>Der Aufzeichner endete vor dem Programm; Daten gibt es bis %1.</translation>
    </message>
</context>
<context>
    <name>lifeguard::RunsPage</name>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
    <message>
        <source>✓ Exported to %1</source>
        <translation>✓ Exportiert nach %1</translation>
    </message>
    <message>
        <source>&amp;Open</source>
        <translation>&amp;Öffnen</translation>
    </message>
    <message>
        <source>Show this run in the window (Enter)</source>
        <translation>Diesen Lauf im Fenster zeigen (Eingabe)</translation>
    </message>
    <message>
        <source>Com&amp;pare</source>
        <translation>Ver&amp;gleichen</translation>
    </message>
    <message>
        <source>Show the two chosen runs side by side (Ctrl+D)</source>
        <translation>Die zwei gewählten Läufe nebeneinander zeigen (Strg+D)</translation>
    </message>
    <message>
        <source>S&amp;tar</source>
        <translation>S&amp;tern</translation>
    </message>
    <message>
        <source>Keep this run in sight</source>
        <translation>Diesen Lauf im Blick behalten</translation>
    </message>
    <message>
        <source>&amp;Rename…</source>
        <translation>&amp;Umbenennen …</translation>
    </message>
    <message>
        <source>Give this run another name</source>
        <translation>Diesem Lauf einen anderen Namen geben</translation>
    </message>
    <message>
        <source>&amp;Notes…</source>
        <translation>&amp;Notizen …</translation>
    </message>
    <message>
        <source>Write something about this run</source>
        <translation>Etwas über diesen Lauf schreiben</translation>
    </message>
    <message>
        <source>E&amp;xport</source>
        <translation>E&amp;xportieren</translation>
    </message>
    <message>
        <source>Write this run to files</source>
        <translation>Diesen Lauf in Dateien schreiben</translation>
    </message>
    <message>
        <source>&amp;CSV files…</source>
        <translation>&amp;CSV-Dateien …</translation>
    </message>
    <message>
        <source>&amp;JSON file…</source>
        <translation>&amp;JSON-Datei …</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>&amp;Löschen</translation>
    </message>
    <message>
        <source>Delete the chosen runs; it can be undone for 10 s</source>
        <translation>Die gewählten Läufe löschen; 10 s lang lässt es sich rückgängig machen</translation>
    </message>
    <message>
        <source>Open f&amp;ile…</source>
        <translation>Date&amp;i öffnen …</translation>
    </message>
    <message>
        <source>No runs recorded yet. Each program that is watched is recorded and can be opened here when it is over.</source>
        <translation>Noch keine Läufe aufgezeichnet. Jedes überwachte Programm wird aufgezeichnet und lässt sich hier öffnen, wenn es vorbei ist.</translation>
    </message>
    <message>
        <source>Start a pool</source>
        <translation>Einen Pool starten</translation>
    </message>
    <message>
        <source>Open file…</source>
        <translation>Datei öffnen …</translation>
    </message>
    <message>
        <source>No rows match “%1” among %2 runs.</source>
        <translation>Keine Zeile passt auf „%1“ unter %2 Läufen.</translation>
    </message>
    <message>
        <source>Clear filter</source>
        <translation>Filter leeren</translation>
    </message>
    <message>
        <source>Choose two runs to compare them (Ctrl and a click adds one).</source>
        <translation>Zwei Läufe wählen, um sie zu vergleichen (Strg und ein Klick fügt einen hinzu).</translation>
    </message>
    <message>
        <source>Uns&amp;tar</source>
        <translation>S&amp;tern weg</translation>
    </message>
    <message>
        <source>A run that is being recorded cannot be deleted.</source>
        <translation>Ein Lauf, der aufgezeichnet wird, kann nicht gelöscht werden.</translation>
    </message>
    <message>
        <source>Rename run %1</source>
        <translation>Lauf %1 umbenennen</translation>
    </message>
    <message>
        <source>Name:</source>
        <translation>Name:</translation>
    </message>
    <message>
        <source>Notes on run %1</source>
        <translation>Notizen zu Lauf %1</translation>
    </message>
    <message>
        <source>Notes:</source>
        <translation>Notizen:</translation>
    </message>
    <message>
        <source>Export run %1</source>
        <translation>Lauf %1 exportieren</translation>
    </message>
    <message>
        <source>JSON (*.json)</source>
        <translation>JSON (*.json)</translation>
    </message>
    <message>
        <source>Exporting run %1 to %2…</source>
        <translation>Lauf %1 wird nach %2 exportiert …</translation>
    </message>
    <message>
        <source>Run %1 deleted.</source>
        <translation>Lauf %1 gelöscht.</translation>
    </message>
    <message>
        <source>%1 runs deleted.</source>
        <translation>%1 Läufe gelöscht.</translation>
    </message>
    <message>
        <source>&amp;Copy rows</source>
        <translation>Zeilen &amp;kopieren</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Stop the import; of the run at work nothing is kept</source>
        <translation>Import anhalten; vom Lauf in Arbeit bleibt nichts</translation>
    </message>
    <message>
        <source>✓ Exported to %1. The same: %2</source>
        <translation>✓ Exportiert nach %1. Dasselbe: %2</translation>
    </message>
    <message>
        <source>Importing run %1…</source>
        <translation>Lauf %1 wird importiert …</translation>
    </message>
    <message>
        <source>&amp;HTML report…</source>
        <translation>&amp;HTML-Bericht …</translation>
    </message>
    <message>
        <source>&amp;Trace for Perfetto…</source>
        <translation>&amp;Trace für Perfetto …</translation>
    </message>
    <message>
        <source>Look into a history database of another place</source>
        <translation>In eine Datenbank von anderswo hineinsehen</translation>
    </message>
    <message>
        <source>I&amp;mport…</source>
        <translation>I&amp;mportieren …</translation>
    </message>
    <message>
        <source>Take the runs of another machine&apos;s history over</source>
        <translation>Läufe aus der Datenbank eines anderen Rechners übernehmen</translation>
    </message>
    <message>
        <source>HTML (*.html)</source>
        <translation>HTML (*.html)</translation>
    </message>
    <message>
        <source>Import runs</source>
        <translation>Läufe importieren</translation>
    </message>
    <message>
        <source>Run databases (*.db)</source>
        <translation>Datenbanken von Läufen (*.db)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Importing %1…</source>
        <translation>%1 wird importiert …</translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) imported</source>
        <translation>
            <numerusform>%n Lauf importiert</numerusform>
            <numerusform>%n Läufe importiert</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n were here already</source>
        <translation>
            <numerusform>%n war schon da</numerusform>
            <numerusform>%n waren schon da</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n are being recorded</source>
        <translation>
            <numerusform>%n wird gerade aufgezeichnet</numerusform>
            <numerusform>%n werden gerade aufgezeichnet</numerusform>
        </translation>
    </message>
    <message>
        <source>then it was stopped</source>
        <translation>dann angehalten</translation>
    </message>
    <message>
        <source>%1 from %2.</source>
        <translation>%1 aus %2.</translation>
    </message>
</context>
<context>
    <name>lifeguard::SessionButton</name>
    <message>
        <source>No session</source>
        <translation>Keine Sitzung</translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation>Wird geöffnet …</translation>
    </message>
    <message>
        <source>Run: %1</source>
        <translation>Lauf: %1</translation>
    </message>
    <message>
        <source>Local: %1</source>
        <translation>Lokal: %1</translation>
    </message>
    <message>
        <source>Session: %1</source>
        <translation>Sitzung: %1</translation>
    </message>
    <message>
        <source>%1 (pid %2)</source>
        <translation>%1 (PID %2)</translation>
    </message>
    <message>
        <source>No program runs on the engine now</source>
        <translation>Gerade läuft kein Programm auf der Engine</translation>
    </message>
    <message>
        <source>Home</source>
        <translation>Startseite</translation>
    </message>
    <message>
        <source>Stop watching</source>
        <translation>Überwachung beenden</translation>
    </message>
    <message>
        <source>Manager: %1</source>
        <translation>Manager: %1</translation>
    </message>
    <message>
        <source>Far: %1</source>
        <translation>Fern: %1</translation>
    </message>
    <message>
        <source>At the agent</source>
        <translation>Beim Agenten</translation>
    </message>
    <message>
        <source>No program runs on the engine there</source>
        <translation>Dort läuft kein Programm auf der Engine</translation>
    </message>
    <message>
        <source>Here</source>
        <translation>Hier</translation>
    </message>
</context>
<context>
    <name>lifeguard::Settings</name>
    <message>
        <source>The settings in %1 could not be read: the defaults are used, the old file is now %2.</source>
        <translation>Die Einstellungen in %1 waren nicht lesbar: es gelten die Vorgaben, die alte Datei heißt jetzt %2.</translation>
    </message>
    <message>
        <source>The settings in %1 can be neither read nor set aside: changes will not be kept.</source>
        <translation>Die Einstellungen in %1 lassen sich weder lesen noch beiseitelegen: Änderungen bleiben nicht erhalten.</translation>
    </message>
    <message>
        <source>The settings in %1 are of a newer Lifeguard: its layout is not used.</source>
        <translation>Die Einstellungen in %1 sind von einem neueren Lifeguard: dessen Anordnung wird nicht benutzt.</translation>
    </message>
</context>
<context>
    <name>lifeguard::SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;History</source>
        <translation>&amp;Vergangenheit</translation>
    </message>
    <message>
        <source>&amp;Notifications and questions</source>
        <translation>&amp;Benachrichtigungen und Fragen</translation>
    </message>
    <message>
        <source>Every change holds at once. Kept in %1</source>
        <translation>Jede Änderung gilt sofort. Aufbewahrt in %1</translation>
    </message>
    <message>
        <source>no limit</source>
        <translation>keine Grenze</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>&amp;Farben</translation>
    </message>
    <message>
        <source>System</source>
        <translation>System</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>&amp;Sample every</source>
        <translation>&amp;Messen alle</translation>
    </message>
    <message>
        <source>Charts take a point and rates are measured so often. Ends of processes and changes of state are seen at once, whatever is set here.</source>
        <translation>So oft nehmen Diagramme einen Punkt und werden Raten gemessen. Enden von Prozessen und Zustandswechsel sind sofort zu sehen, was immer hier steht.</translation>
    </message>
    <message>
        <source>&amp;CPU is shown in</source>
        <translation>&amp;CPU wird gezeigt in</translation>
    </message>
    <message>
        <source>% of one CPU: 200 is two of them</source>
        <translation>% einer CPU: 200 sind zwei davon</translation>
    </message>
    <message>
        <source>% of the machine: 100 is all</source>
        <translation>% des Rechners: 100 ist alles</translation>
    </message>
    <message>
        <source>T&amp;imes are</source>
        <translation>Ze&amp;iten sind</translation>
    </message>
    <message>
        <source>local</source>
        <translation>örtlich</translation>
    </message>
    <message>
        <source>UTC; exports always are</source>
        <translation>UTC; Exporte sind es immer</translation>
    </message>
    <message>
        <source>Window, docks and columns as they were at first; nothing else changes</source>
        <translation>Fenster, Leisten und Spalten wie zu Anfang; sonst ändert sich nichts</translation>
    </message>
    <message>
        <source>Record &amp;every session that is opened</source>
        <translation>J&amp;ede geöffnete Sitzung aufzeichnen</translation>
    </message>
    <message>
        <source>Keep the tasks that went well for</source>
        <translation>Gelungene Aufgaben behalten für</translation>
    </message>
    <message>
        <source>days</source>
        <translation>Tage</translation>
    </message>
    <message>
        <source>Keep &amp;runs with their failures and exits for</source>
        <translation>Läufe mit ihren Fehlsch&amp;lägen und Enden behalten für</translation>
    </message>
    <message>
        <source>The &amp;file may grow to</source>
        <translation>Die &amp;Datei darf wachsen bis</translation>
    </message>
    <message>
        <source>Failures go last: beyond a limit the tasks that went well are forgotten first, of the oldest runs first, then whole runs. Runs with a star and those that are being recorded stay. It is done a minute after the window has opened, once an hour, and at each change here.</source>
        <translation>Fehlschläge gehen zuletzt: Jenseits einer Grenze werden zuerst gelungene Aufgaben vergessen, die der ältesten Läufe zuerst, dann ganze Läufe. Läufe mit Stern und solche, die aufgezeichnet werden, bleiben. Es geschieht eine Minute, nachdem das Fenster aufging, einmal in der Stunde und bei jeder Änderung hier.</translation>
    </message>
    <message>
        <source>A notification on the desktop, only while this window is not in front, at most one in 30 s:</source>
        <translation>Eine Benachrichtigung auf dem Schreibtisch, nur während dieses Fenster nicht vorn ist, höchstens eine in 30 s:</translation>
    </message>
    <message>
        <source>when a worker &amp;crashes</source>
        <translation>wenn ein Worker ab&amp;stürzt</translation>
    </message>
    <message>
        <source>at a &amp;deadlock</source>
        <translation>bei einer Ver&amp;klemmung</translation>
    </message>
    <message>
        <source>when the connection is &amp;lost</source>
        <translation>wenn die Verbindung ver&amp;loren ist</translation>
    </message>
    <message>
        <source>when a run of more than 30 s has &amp;finished</source>
        <translation>wenn ein Lauf von mehr als 30 s zu &amp;Ende ist</translation>
    </message>
    <message>
        <source>when one of the &amp;alert rules fires</source>
        <translation>wenn eine der A&amp;larmregeln auslöst</translation>
    </message>
    <message>
        <source>Questions:</source>
        <translation>Fragen:</translation>
    </message>
    <message>
        <source>ask &amp;before a busy worker is terminated</source>
        <translation>&amp;fragen, bevor ein beschäftigter Worker beendet wird</translation>
    </message>
    <message>
        <source>To kill, and to end a whole pool or program, always asks.</source>
        <translation>Vor dem Abwürgen, und bevor ein ganzer Pool oder ein Programm beendet wird, wird immer gefragt.</translation>
    </message>
    <message>
        <source>Reset layout</source>
        <translation>Anordnung zurücksetzen</translation>
    </message>
    <message>
        <source>Reset the layout?</source>
        <translation>Die Anordnung zurücksetzen?</translation>
    </message>
    <message>
        <source>Window, docks, columns and sorting of all lists become as they were at first. It cannot be undone.</source>
        <translation>Fenster, Docks, Spalten und Sortierung aller Listen werden, wie sie zuerst waren. Das lässt sich nicht rückgängig machen.</translation>
    </message>
    <message>
        <source>&amp;Reset layout…</source>
        <translation>Anordnung zu&amp;rücksetzen …</translation>
    </message>
</context>
<context>
    <name>lifeguard::StartPage</name>
    <message>
        <source>Start a pool</source>
        <translation>Einen Pool starten</translation>
    </message>
    <message>
        <source>&amp;Command:</source>
        <translation>&amp;Befehl:</translation>
    </message>
    <message>
        <source>gzip -k {}</source>
        <translation>gzip -k {}</translation>
    </message>
    <message>
        <source>{} is the input, {.} without its ending, {/} its file name, {#} its number. Words are split as in a shell; no shell runs.</source>
        <translation>{} ist die Eingabe, {.} ohne ihre Endung, {/} ihr Dateiname, {#} ihre Nummer. Wörter werden wie in einer Shell getrennt; es läuft keine Shell.</translation>
    </message>
    <message>
        <source>&amp;Inputs:</source>
        <translation>&amp;Eingaben:</translation>
    </message>
    <message>
        <source>Workers</source>
        <translation>Worker</translation>
    </message>
    <message>
        <source>one a processor</source>
        <translation>einer je Prozessor</translation>
    </message>
    <message>
        <source>Retries</source>
        <translation>Wiederholungen</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>Time limit of a task in seconds</source>
        <translation>Zeitgrenze einer Aufgabe in Sekunden</translation>
    </message>
    <message>
        <source> s</source>
        <translation> s</translation>
    </message>
    <message>
        <source>W&amp;orkers:</source>
        <translation>W&amp;orker:</translation>
    </message>
    <message>
        <source>R&amp;etries:</source>
        <translation>Wiederhol&amp;ungen:</translation>
    </message>
    <message>
        <source>&amp;Browse…</source>
        <translation>Auswäh&amp;len …</translation>
    </message>
    <message>
        <source>&amp;Directory:</source>
        <translation>Ver&amp;zeichnis:</translation>
    </message>
    <message>
        <source>&amp;Record as</source>
        <translation>Aufzei&amp;chnen als</translation>
    </message>
    <message>
        <source>Name of the run</source>
        <translation>Name des Laufs</translation>
    </message>
    <message>
        <source>name of the run, if you like</source>
        <translation>Name des Laufs, wenn Sie mögen</translation>
    </message>
    <message>
        <source>Directory</source>
        <translation>Verzeichnis</translation>
    </message>
    <message>
        <source>The same on the command line</source>
        <translation>Dasselbe auf der Befehlszeile</translation>
    </message>
    <message>
        <source>Cop&amp;y</source>
        <translation>Ko&amp;pieren</translation>
    </message>
    <message>
        <source>The same on the command line:</source>
        <translation>Dasselbe auf der Befehlszeile:</translation>
    </message>
    <message>
        <source>S&amp;tart</source>
        <translation>S&amp;tarten</translation>
    </message>
    <message>
        <source>Bac&amp;k</source>
        <translation>Zurüc&amp;k</translation>
    </message>
    <message>
        <source>Output of what was started</source>
        <translation>Ausgabe des Gestarteten</translation>
    </message>
    <message>
        <source>The command is in the clipboard.</source>
        <translation>Der Befehl ist in der Zwischenablage.</translation>
    </message>
    <message>
        <source>Type the command to run for each input.</source>
        <translation>Geben Sie den Befehl ein, der für jede Eingabe laufen soll.</translation>
    </message>
    <message>
        <source>There is no directory %1.</source>
        <translation>Es gibt kein Verzeichnis %1.</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>Wird gestartet …</translation>
    </message>
    <message>
        <source>Time limit &amp;per task:</source>
        <translation>Zeit&amp;grenze je Aufgabe:</translation>
    </message>
</context>
<context>
    <name>lifeguard::StatusLine</name>
    <message>
        <source>Work</source>
        <translation>Arbeit</translation>
    </message>
    <message>
        <source>Recording</source>
        <translation>Aufzeichnung</translation>
    </message>
    <message>
        <source>Cost of this window</source>
        <translation>Kosten dieses Fensters</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>Sitzung</translation>
    </message>
    <message>
        <source>self %1 % %2</source>
        <translation>selbst %1 % %2</translation>
    </message>
    <message>
        <source>CPU and memory that this window itself takes</source>
        <translation>CPU und Speicher, die dieses Fenster selbst braucht</translation>
    </message>
    <message>
        <source>● REC</source>
        <translation>● AUFN.</translation>
    </message>
    <message>
        <source> %1 %2</source>
        <comment>elapsed time, size</comment>
        <translation> %1 %2</translation>
    </message>
    <message>
        <source>A recorder is writing this session down.</source>
        <translation>Ein Aufzeichner schreibt diese Sitzung mit.</translation>
    </message>
    <message>
        <source>This session is recorded as run %1.</source>
        <translation>Diese Sitzung wird als Lauf %1 aufgezeichnet.</translation>
    </message>
    <message>
        <source>No session</source>
        <translation>Keine Sitzung</translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation>Wird geöffnet …</translation>
    </message>
    <message>
        <source>● Local %1 · updated %2 ago</source>
        <translation>● Lokal %1 · vor %2 aktualisiert</translation>
    </message>
    <message>
        <source>■ %1 has ended</source>
        <translation>■ %1 ist zu Ende</translation>
    </message>
    <message>
        <source>✖ %1: connection lost, the last state is shown</source>
        <translation>✖ %1: Verbindung verloren, gezeigt wird der letzte Stand</translation>
    </message>
    <message>
        <source>◷ Recording: %1</source>
        <translation>◷ Aufzeichnung: %1</translation>
    </message>
    <message>
        <source>❚❚ paused · </source>
        <translation>❚❚ Pause · </translation>
    </message>
    <message numerus="yes">
        <source>%n process(es)</source>
        <translation>
            <numerusform>%n Prozess</numerusform>
            <numerusform>%n Prozesse</numerusform>
        </translation>
    </message>
    <message>
        <source>%1/%2 busy · %3 · queued %4</source>
        <translation>%1/%2 beschäftigt · %3 · anstehend %4</translation>
    </message>
    <message>
        <source> · ✖ %1</source>
        <translation> · ✖ %1</translation>
    </message>
    <message>
        <source>Busy of living workers · tasks finished per second · tasks queued · tasks failed or lost</source>
        <translation>Beschäftigte der lebenden Worker · beendete Aufgaben pro Sekunde · anstehende Aufgaben · fehlgeschlagene oder verlorene Aufgaben</translation>
    </message>
    <message>
        <source>● Far %1 · updated %2 ago</source>
        <translation>● Fern %1 · vor %2 aktualisiert</translation>
    </message>
    <message>
        <source>%1 done · queued %2</source>
        <translation>%1 erledigt · anstehend %2</translation>
    </message>
    <message>
        <source>Last seen: tasks done · tasks that were still queued · tasks failed or lost</source>
        <translation>Zuletzt gesehen: erledigte Aufgaben · Aufgaben, die noch anstanden · fehlgeschlagene oder verlorene Aufgaben</translation>
    </message>
</context>
<context>
    <name>lifeguard::TaskModel</name>
    <message>
        <source>its worker exited %1</source>
        <translation>ihr Worker endete mit %1</translation>
    </message>
    <message>
        <source>its worker died</source>
        <translation>ihr Worker starb</translation>
    </message>
    <message>
        <source>took longer than allowed; its worker was killed</source>
        <translation>dauerte länger als erlaubt; ihr Worker wurde abgewürgt</translation>
    </message>
    <message>
        <source>cancelled while it ran</source>
        <translation>im Lauf abgebrochen</translation>
    </message>
    <message>
        <source>cancelled before it started</source>
        <translation>vor dem Start abgebrochen</translation>
    </message>
    <message>
        <source>Known once the task has ended: the record of a task is written at its end.</source>
        <translation>Bekannt, sobald die Aufgabe zu Ende ist: ihr Eintrag wird am Ende geschrieben.</translation>
    </message>
    <message>
        <source>pid %1</source>
        <translation>PID %1</translation>
    </message>
    <message>
        <source>No worker has begun it.</source>
        <translation>Noch kein Worker hat sie begonnen.</translation>
    </message>
</context>
<context>
    <name>lifeguard::TasksPage</name>
    <message>
        <source>Tasks</source>
        <translation>Aufgaben</translation>
    </message>
    <message>
        <source>Tasks by state</source>
        <translation>Aufgaben nach Zustand</translation>
    </message>
    <message>
        <source>No tasks: no program is watched.</source>
        <translation>Keine Aufgaben: es wird kein Programm überwacht.</translation>
    </message>
    <message>
        <source>No pool of this program has run a task yet. Each task will appear here with its arguments, its worker, how long it took and what came of it.</source>
        <translation>Noch kein Pool dieses Programms hat eine Aufgabe ausgeführt. Jede Aufgabe erscheint hier mit ihren Argumenten, ihrem Worker, ihrer Dauer und dem, was dabei herauskam.</translation>
    </message>
    <message>
        <source>Go to Workers</source>
        <translation>Zu den Workern</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Queued</source>
        <translation>Anstehend</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>Laufend</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Erledigt</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>Clear filter</source>
        <translation>Filter leeren</translation>
    </message>
    <message>
        <source>No failures. Failed tasks will appear here with their error.</source>
        <translation>Keine Fehlschläge. Fehlgeschlagene Aufgaben erscheinen hier mit ihrem Fehler.</translation>
    </message>
    <message>
        <source>No rows match “%1” among %2 tasks.</source>
        <translation>Keine Zeile passt auf „%1“ unter %2 Aufgaben.</translation>
    </message>
    <message>
        <source>Choose a task that runs.</source>
        <translation>Bitte eine laufende Aufgabe wählen.</translation>
    </message>
    <message>
        <source>What is chosen does not run any more.</source>
        <translation>Das Gewählte läuft nicht mehr.</translation>
    </message>
    <message>
        <source>Stop the chosen tasks that run, by ending their workers</source>
        <translation>Die gewählten laufenden Aufgaben abbrechen, indem ihre Worker beendet werden</translation>
    </message>
    <message>
        <source>Show its &amp;worker</source>
        <translation>Ihren &amp;Worker zeigen</translation>
    </message>
    <message>
        <source>Only this &amp;function</source>
        <translation>Nur diese &amp;Funktion</translation>
    </message>
    <message>
        <source>&amp;Copy rows</source>
        <translation>Zeilen &amp;kopieren</translation>
    </message>
    <message>
        <source>&amp;Retry</source>
        <translation>Wiederho&amp;len</translation>
    </message>
    <message>
        <source>Choose a task that has failed or was lost.</source>
        <translation>Wählen Sie eine fehlgeschlagene oder verlorene Aufgabe.</translation>
    </message>
    <message>
        <source>Another attempt at the chosen tasks, with equal arguments</source>
        <translation>Noch ein Versuch für die gewählten Aufgaben, mit denselben Argumenten</translation>
    </message>
    <message>
        <source>Retry &amp;all failed (%1)…</source>
        <translation>&amp;Fehlgeschlagene wiederholen (%1) …</translation>
    </message>
    <message>
        <source>Another attempt at every failed task whose call is kept</source>
        <translation>Noch ein Versuch für jede fehlgeschlagene Aufgabe, deren Aufruf noch da ist</translation>
    </message>
    <message>
        <source>No task ran%1.</source>
        <translation>Keine Aufgabe lief%1.</translation>
    </message>
    <message>
        <source>No task matches “%1”%2.</source>
        <translation>Keine Aufgabe passt zu „%1“%2.</translation>
    </message>
    <message>
        <source>Sto&amp;p task…</source>
        <translation>Aufgabe abbre&amp;chen …</translation>
    </message>
    <message numerus="yes">
        <source>%1 call(s) are queued. A pool counts what waits; a task gets its row when a worker begins it.</source>
        <translation>
            <numerusform>%1 Aufruf wartet. Ein Pool zählt, was wartet; eine Aufgabe bekommt ihre Zeile, wenn ein Worker sie beginnt.</numerusform>
            <numerusform>%1 Aufrufe warten. Ein Pool zählt, was wartet; eine Aufgabe bekommt ihre Zeile, wenn ein Worker sie beginnt.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 call(s) are queued, none has been begun. A task gets its row when a worker begins it.</source>
        <translation>
            <numerusform>%1 Aufruf wartet, keiner ist begonnen. Eine Aufgabe bekommt ihre Zeile, wenn ein Worker sie beginnt.</numerusform>
            <numerusform>%1 Aufrufe warten, keiner ist begonnen. Eine Aufgabe bekommt ihre Zeile, wenn ein Worker sie beginnt.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 older task(s) of this run are not listed; an export has them all.</source>
        <translation>
            <numerusform>%1 ältere Aufgabe dieses Laufs ist nicht aufgeführt; ein Export hat alle.</numerusform>
            <numerusform>%1 ältere Aufgaben dieses Laufs sind nicht aufgeführt; ein Export hat sie alle.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 older task(s) are not listed any more; a recording keeps them.</source>
        <translation>
            <numerusform>%1 ältere Aufgabe ist nicht mehr aufgeführt; eine Aufzeichnung behält sie.</numerusform>
            <numerusform>%1 ältere Aufgaben sind nicht mehr aufgeführt; eine Aufzeichnung behält sie.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 task(s) ended too fast to be read one by one; they are in the pools&apos; counts.</source>
        <translation>
            <numerusform>%1 Aufgabe endete zu schnell, um einzeln gelesen zu werden; sie ist in den Zahlen der Pools enthalten.</numerusform>
            <numerusform>%1 Aufgaben endeten zu schnell, um einzeln gelesen zu werden; sie sind in den Zahlen der Pools enthalten.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lifeguard::TimeDock</name>
    <message>
        <source>Only what happened then is listed. Click (or Esc) shows all times again.</source>
        <translation>Nur was dann geschah, ist gelistet. Klick (oder Esc) zeigt wieder alle Zeiten.</translation>
    </message>
    <message>
        <source>Speed of the replay</source>
        <translation>Tempo der Wiedergabe</translation>
    </message>
    <message>
        <source>%1×</source>
        <comment>speed of a replay</comment>
        <translation>%1×</translation>
    </message>
    <message>
        <source>%1 – %2  ✕</source>
        <translation>%1 – %2  ✕</translation>
    </message>
    <message>
        <source>Time range %1</source>
        <translation>Zeitspanne %1</translation>
    </message>
    <message>
        <source>HISTORY %1</source>
        <translation>VERGANGENHEIT %1</translation>
    </message>
    <message>
        <source> · not recorded: from memory, which begins at %1</source>
        <translation> · nicht aufgezeichnet: aus dem Gedächtnis, das um %1 beginnt</translation>
    </message>
    <message>
        <source>The end of the recording is shown. Drag the handle below, or play it.</source>
        <translation>Gezeigt wird das Ende der Aufzeichnung. Ziehen Sie den Griff unten, oder spielen Sie sie ab.</translation>
    </message>
    <message>
        <source>❚❚ Hold</source>
        <translation>❚❚ Anhalten</translation>
    </message>
    <message>
        <source>▶ Play</source>
        <translation>▶ Abspielen</translation>
    </message>
    <message>
        <source>Play from here (Space in the time strip)</source>
        <translation>Von hier an abspielen (Leertaste im Zeitstreifen)</translation>
    </message>
    <message>
        <source>Back to live (End)</source>
        <translation>Zurück zur Gegenwart (Ende)</translation>
    </message>
    <message>
        <source>To the end (End)</source>
        <translation>Zum Ende (Ende)</translation>
    </message>
</context>
<context>
    <name>lifeguard::TimeHistory</name>
    <message>
        <source>deadlock</source>
        <translation>Verklemmung</translation>
    </message>
</context>
<context>
    <name>lifeguard::TimeSeriesView</name>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>No samples yet</source>
        <translation>Noch keine Messwerte</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Latest: %1</source>
        <translation>Neuester Wert: %1</translation>
    </message>
</context>
<context>
    <name>lifeguard::TimeStrip</name>
    <message>
        <source>Time strip</source>
        <translation>Zeitstreifen</translation>
    </message>
    <message>
        <source>LIVE</source>
        <translation>LIVE</translation>
    </message>
    <message>
        <source>%1 of %2 workers busy</source>
        <translation>%1 von %2 Workern beschäftigt</translation>
    </message>
    <message>
        <source>%1 workers busy now, %2 exits and %3 deadlocks in sight</source>
        <translation>jetzt %1 Worker beschäftigt, %2 Enden und %3 Verklemmungen im Blick</translation>
    </message>
    <message>
        <source>END</source>
        <translation>ENDE</translation>
    </message>
    <message>
        <source>The last minutes: busy workers, ▼ ends of processes, ◆ deadlocks. Drag over it to show only what happened then; drag the handle at the right end to the left to see everything as it was.</source>
        <translation>Die letzten Minuten: beschäftigte Worker, ▼ Enden von Prozessen, ◆ Verklemmungen. Ziehen Sie darüber, um nur zu zeigen, was dann geschah; ziehen Sie den Griff am rechten Ende nach links, um alles zu sehen, wie es war.</translation>
    </message>
    <message>
        <source>, range %1 – %2</source>
        <translation>, Spanne %1 – %2</translation>
    </message>
</context>
<context>
    <name>lifeguard::TimelinePage</name>
    <message>
        <source>Timeline</source>
        <translation>Zeitachse</translation>
    </message>
    <message>
        <source>What the colours mean</source>
        <translation>Was die Farben bedeuten</translation>
    </message>
    <message>
        <source>&amp;Colour by</source>
        <translation>&amp;Farbe nach</translation>
    </message>
    <message>
        <source>Colour by</source>
        <translation>Farbe nach</translation>
    </message>
    <message>
        <source>function</source>
        <translation>Funktion</translation>
    </message>
    <message>
        <source>state</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>pool</source>
        <translation>Pool</translation>
    </message>
    <message>
        <source>Waits for locks, semaphores, conditions, barriers and full queues that lasted long enough to be seen</source>
        <translation>Warten auf Sperren, Semaphore, Bedingungen, Barrieren und volle Schlangen, das lange genug dauerte, um gesehen zu werden</translation>
    </message>
    <message>
        <source>+</source>
        <translation>+</translation>
    </message>
    <message>
        <source>Zoom in (W, or Ctrl and the wheel)</source>
        <translation>Vergrößern (W, oder Strg und das Rad)</translation>
    </message>
    <message>
        <source>−</source>
        <translation>−</translation>
    </message>
    <message>
        <source>Zoom out (S)</source>
        <translation>Verkleinern (S)</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>Alles</translation>
    </message>
    <message>
        <source>Show all that is known (F)</source>
        <translation>Alles Bekannte zeigen (F)</translation>
    </message>
    <message>
        <source>Keep the newest in sight (End)</source>
        <translation>Das Neueste im Blick behalten (Ende)</translation>
    </message>
    <message>
        <source>No timeline: no program is watched.</source>
        <translation>Keine Zeitachse: es wird kein Programm überwacht.</translation>
    </message>
    <message>
        <source>This program has no workers yet. Each process that it starts gets a lane here, with the tasks that it runs and the locks that it waits for.</source>
        <translation>Dieses Programm hat noch keine Worker. Jeder Prozess, den es startet, bekommt hier eine Bahn mit den Aufgaben, die er ausführt, und den Sperren, auf die er wartet.</translation>
    </message>
    <message>
        <source>Go to Workers</source>
        <translation>Zu den Workern</translation>
    </message>
    <message>
        <source>Selection: </source>
        <translation>Auswahl: </translation>
    </message>
    <message>
        <source>In sight: </source>
        <translation>Im Blick: </translation>
    </message>
    <message>
        <source> · ✖ %1 failed</source>
        <translation> · ✖ %1 fehlgeschlagen</translation>
    </message>
    <message>
        <source> · busy %1</source>
        <translation> · beschäftigt %1</translation>
    </message>
    <message>
        <source> · p50 %1 · longest %2</source>
        <translation> · p50 %1 · längste %2</translation>
    </message>
    <message>
        <source>No task or worker matches “%1” in %2 lanes.</source>
        <translation>Keine Aufgabe und kein Worker passt zu „%1“ in %2 Spuren.</translation>
    </message>
    <message>
        <source>Clear filter</source>
        <translation>Filter leeren</translation>
    </message>
    <message>
        <source>E&amp;xport</source>
        <translation>E&amp;xportieren</translation>
    </message>
    <message>
        <source>The timeline as a picture</source>
        <translation>Die Zeitachse als Bild</translation>
    </message>
    <message>
        <source>W&amp;aits for locks</source>
        <translation>Warte&amp;n auf Sperren</translation>
    </message>
    <message>
        <source>F&amp;ollow</source>
        <translation>F&amp;olgen</translation>
    </message>
    <message numerus="yes">
        <source>%1 older task(s) of this run, from before %2, are not drawn; an export has them all.</source>
        <translation>
            <numerusform>%1 ältere Aufgabe dieses Laufs, von vor %2, ist nicht gezeichnet; ein Export hat alle.</numerusform>
            <numerusform>%1 ältere Aufgaben dieses Laufs, von vor %2, sind nicht gezeichnet; ein Export hat sie alle.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 older task(s), from before %2, are not drawn any more; a recording keeps them.</source>
        <translation>
            <numerusform>%1 ältere Aufgabe, von vor %2, ist nicht mehr gezeichnet; eine Aufzeichnung behält sie.</numerusform>
            <numerusform>%1 ältere Aufgaben, von vor %2, sind nicht mehr gezeichnet; eine Aufzeichnung behält sie.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 · %2 task(s)</source>
        <translation>
            <numerusform>%1 · %2 Aufgabe</numerusform>
            <numerusform>%1 · %2 Aufgaben</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lifeguard::TimelineView</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>und %n weiterer</numerusform>
            <numerusform>und %n weitere</numerusform>
        </translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
    <message>
        <source>waits</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>%1 in sight</source>
        <translation>%1 im Blick</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>Zeitachse</translation>
    </message>
    <message>
        <source>Workers</source>
        <translation>Worker</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Processes</source>
        <translation>Prozesse</translation>
    </message>
    <message>
        <source>Pool</source>
        <translation>Pool</translation>
    </message>
    <message>
        <source>Pool %1</source>
        <translation>Pool %1</translation>
    </message>
    <message>
        <source>%1 lanes over %2: %3 tasks, %4 failed</source>
        <translation>%1 Bahnen über %2: %3 Aufgaben, %4 fehlgeschlagen</translation>
    </message>
    <message>
        <source>%1 (pid %2)</source>
        <translation>%1 (PID %2)</translation>
    </message>
    <message>
        <source>%1
exited %2</source>
        <translation>%1
endete mit %2</translation>
    </message>
    <message>
        <source>#%1 %2</source>
        <translation>#%1 %2</translation>
    </message>
    <message>
        <source>from %1, %2 %3</source>
        <translation>von %1, %2 %3</translation>
    </message>
    <message>
        <source>for</source>
        <translation>seit</translation>
    </message>
    <message>
        <source>took</source>
        <translation>dauerte</translation>
    </message>
    <message>
        <source>waits: %1, %2</source>
        <translation>wartet: %1, %2</translation>
    </message>
    <message>
        <source>&amp;Copy picture</source>
        <translation>Bild &amp;kopieren</translation>
    </message>
    <message>
        <source>Export &amp;PNG…</source>
        <translation>Als &amp;PNG exportieren …</translation>
    </message>
    <message>
        <source>PNG picture (*.png)</source>
        <translation>PNG-Bild (*.png)</translation>
    </message>
    <message>
        <source>Export &amp;SVG…</source>
        <translation>Als &amp;SVG exportieren …</translation>
    </message>
    <message>
        <source>SVG picture (*.svg)</source>
        <translation>SVG-Bild (*.svg)</translation>
    </message>
</context>
<context>
    <name>lifeguard::UndoBar</name>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>Undo (%1)</source>
        <translation>Rückgängig (%1)</translation>
    </message>
    <message>
        <source>Delete now</source>
        <translation>Jetzt löschen</translation>
    </message>
</context>
<context>
    <name>lifeguard::ValueModel</name>
    <message>
        <source>value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Another object of the manager: Enter or a double click shows it.</source>
        <translation>Ein anderes Objekt des Managers: Eingabe oder ein Doppelklick zeigt es.</translation>
    </message>
    <message>
        <source>Part</source>
        <translation>Teil</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Typ</translation>
    </message>
</context>
<context>
    <name>lifeguard::WaitGraphView</name>
    <message>
        <source>%1 waits for “%2”, held by %3</source>
        <translation>%1 wartet auf „%2“, gehalten von %3</translation>
    </message>
    <message>
        <source>%1 waits for “%2”</source>
        <translation>%1 wartet auf „%2“</translation>
    </message>
    <message>
        <source>Wait-for graph</source>
        <translation>Wartegraph</translation>
    </message>
    <message>
        <source>Deadlock</source>
        <translation>Verklemmung</translation>
    </message>
    <message>
        <source>Nobody waits</source>
        <translation>Niemand wartet</translation>
    </message>
    <message>
        <source>held by</source>
        <translation>gehalten von</translation>
    </message>
    <message>
        <source>waits</source>
        <translation>wartet auf</translation>
    </message>
    <message>
        <source>“%1”</source>
        <translation>„%1“</translation>
    </message>
</context>
<context>
    <name>lifeguard::WorkersPage</name>
    <message>
        <source>Workers</source>
        <translation>Worker</translation>
    </message>
    <message>
        <source>Workers by state</source>
        <translation>Worker nach Zustand</translation>
    </message>
    <message>
        <source>E&amp;xpand all</source>
        <translation>Alle auf&amp;klappen</translation>
    </message>
    <message>
        <source>Open all branches (*)</source>
        <translation>Alle Zweige öffnen (*)</translation>
    </message>
    <message>
        <source>E&amp;nded rows</source>
        <translation>Bee&amp;ndete Zeilen</translation>
    </message>
    <message>
        <source>Workers that ended well stay for 30 s, others until they are cleared</source>
        <translation>Worker mit gutem Ende bleiben 30 s, andere bis zum Entfernen</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Busy</source>
        <translation>Beschäftigt</translation>
    </message>
    <message>
        <source>Idle</source>
        <translation>Frei</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartend</translation>
    </message>
    <message>
        <source>Suspended</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>Beendet</translation>
    </message>
    <message>
        <source>Take the rows of ended workers away</source>
        <translation>Die Zeilen beendeter Worker wegnehmen</translation>
    </message>
    <message>
        <source>No worker has ended.</source>
        <translation>Kein Worker ist zu Ende.</translation>
    </message>
    <message>
        <source>No workers yet: no program is watched. Start a pool, or attach to a running program.</source>
        <translation>Noch keine Worker: es wird kein Programm überwacht. Starten Sie einen Pool oder hängen Sie sich an ein laufendes Programm.</translation>
    </message>
    <message>
        <source>No rows match “%1” in %2.</source>
        <translation>Keine Zeile passt auf „%1“ in %2.</translation>
    </message>
    <message>
        <source>Clear filter</source>
        <translation>Filter leeren</translation>
    </message>
    <message>
        <source>&amp;Copy rows</source>
        <translation>Zeilen &amp;kopieren</translation>
    </message>
    <message>
        <source>Clea&amp;r ended</source>
        <translation>Beendete ent&amp;fernen</translation>
    </message>
</context>
<context>
    <name>lifeguard::curves</name>
    <message>
        <source>p50</source>
        <translation>p50</translation>
    </message>
    <message>
        <source>p95</source>
        <translation>p95</translation>
    </message>
    <message>
        <source>p99</source>
        <translation>p99</translation>
    </message>
    <message>
        <source>busy</source>
        <translation>beschäftigt</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>suspended</source>
        <translation>angehalten</translation>
    </message>
    <message>
        <source>starting</source>
        <translation>startet</translation>
    </message>
    <message>
        <source>idle</source>
        <translation>frei</translation>
    </message>
</context>
<context>
    <name>lifeguard::facts</name>
    <message>
        <source>%1 (pid %2)</source>
        <translation>%1 (PID %2)</translation>
    </message>
    <message>
        <source>pid %1</source>
        <translation>PID %1</translation>
    </message>
    <message>
        <source>nobody</source>
        <translation>niemand</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Rolle</translation>
    </message>
    <message>
        <source>Pool</source>
        <translation>Pool</translation>
    </message>
    <message>
        <source>Parent</source>
        <translation>Elternprozess</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>Gestartet</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>Beendet</translation>
    </message>
    <message>
        <source>Ran</source>
        <translation>Lief</translation>
    </message>
    <message>
        <source>Uptime</source>
        <translation>Laufzeit</translation>
    </message>
    <message>
        <source>Exit</source>
        <translation>Ende</translation>
    </message>
    <message>
        <source>Meaning</source>
        <translation>Bedeutung</translation>
    </message>
    <message>
        <source>Tasks done</source>
        <translation>Erledigte Aufgaben</translation>
    </message>
    <message>
        <source>Tasks failed</source>
        <translation>Fehlgeschlagene Aufgaben</translation>
    </message>
    <message>
        <source>Heartbeat</source>
        <translation>Puls</translation>
    </message>
    <message>
        <source>%1 ago</source>
        <translation>vor %1</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>Aufgabe</translation>
    </message>
    <message>
        <source>none now</source>
        <translation>gerade keine</translation>
    </message>
    <message>
        <source>Arguments</source>
        <translation>Argumente</translation>
    </message>
    <message>
        <source>Runs for</source>
        <translation>Läuft seit</translation>
    </message>
    <message>
        <source>Attempt</source>
        <translation>Versuch</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>Waits for</source>
        <translation>Wartet auf</translation>
    </message>
    <message>
        <source>%1 “%2”</source>
        <translation>%1 „%2“</translation>
    </message>
    <message>
        <source>Waits since</source>
        <translation>Wartet seit</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>nichts</translation>
    </message>
    <message>
        <source>“%1” for %2, %3 waiting</source>
        <translation>„%1“ seit %2, %3 warten</translation>
    </message>
    <message>
        <source>Holds</source>
        <translation>Hält</translation>
    </message>
    <message>
        <source>no lock</source>
        <translation>keine Sperre</translation>
    </message>
    <message>
        <source>Waited for locks</source>
        <translation>Auf Sperren gewartet</translation>
    </message>
    <message>
        <source>Summed over its life</source>
        <translation>Summe über sein Leben</translation>
    </message>
    <message>
        <source>Waited for queues</source>
        <translation>Auf Schlangen gewartet</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>%1 % of one CPU</source>
        <translation>%1 % einer CPU</translation>
    </message>
    <message>
        <source>CPU time</source>
        <translation>CPU-Zeit</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>Resident</source>
        <translation>Resident</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>Threads</translation>
    </message>
    <message>
        <source>Open files</source>
        <translation>Offene Dateien</translation>
    </message>
    <message>
        <source>Nice</source>
        <translation>Nice</translation>
    </message>
    <message>
        <source>Workers</source>
        <translation>Worker</translation>
    </message>
    <message>
        <source>%1 of %2 wanted</source>
        <translation>%1 von %2 gewünschten</translation>
    </message>
    <message>
        <source>Busy</source>
        <translation>Beschäftigt</translation>
    </message>
    <message>
        <source>Takes tasks</source>
        <translation>Nimmt Aufgaben an</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>no, it is closed</source>
        <translation>nein, er ist geschlossen</translation>
    </message>
    <message>
        <source>Submitted</source>
        <translation>Eingereicht</translation>
    </message>
    <message>
        <source>Queued</source>
        <translation>Eingereiht</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>Laufend</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Erledigt</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Lost</source>
        <translation>Verloren</translation>
    </message>
    <message>
        <source>Their worker died with them</source>
        <translation>Ihr Worker starb mit ihnen</translation>
    </message>
    <message>
        <source>Retried</source>
        <translation>Wiederholt</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>Throughput</source>
        <translation>Durchsatz</translation>
    </message>
    <message>
        <source>Workers replaced</source>
        <translation>Ersetzte Worker</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>Besitzer</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Depth</source>
        <translation>Tiefe</translation>
    </message>
    <message>
        <source>Capacity</source>
        <translation>Fassungsvermögen</translation>
    </message>
    <message>
        <source>unbounded</source>
        <translation>unbegrenzt</translation>
    </message>
    <message>
        <source>Oldest item</source>
        <translation>Ältester Eintrag</translation>
    </message>
    <message>
        <source>Put</source>
        <translation>Eingereiht</translation>
    </message>
    <message>
        <source>Taken</source>
        <translation>Entnommen</translation>
    </message>
    <message>
        <source>In</source>
        <translation>Hinein</translation>
    </message>
    <message>
        <source>Out</source>
        <translation>Heraus</translation>
    </message>
    <message>
        <source>Unfinished</source>
        <translation>Unerledigt</translation>
    </message>
    <message>
        <source>Blocked in put</source>
        <translation>Blockiert in put</translation>
    </message>
    <message>
        <source>Blocked in get</source>
        <translation>Blockiert in get</translation>
    </message>
    <message>
        <source>Recovered</source>
        <translation>Zurückgeholt</translation>
    </message>
    <message>
        <source>Items or slots taken back from the dead</source>
        <translation>Von Toten zurückgeholte Einträge oder Plätze</translation>
    </message>
    <message>
        <source>Made by</source>
        <translation>Angelegt von</translation>
    </message>
    <message>
        <source>Holder</source>
        <translation>Halter</translation>
    </message>
    <message>
        <source>free</source>
        <translation>frei</translation>
    </message>
    <message>
        <source>Held for</source>
        <translation>Gehalten seit</translation>
    </message>
    <message>
        <source>%1 times</source>
        <translation>%1-mal</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartend</translation>
    </message>
    <message>
        <source>Acquired</source>
        <translation>Genommen</translation>
    </message>
    <message>
        <source>Contended</source>
        <translation>Umkämpft</translation>
    </message>
    <message>
        <source>Acquired only after a wait</source>
        <translation>Erst nach Warten genommen</translation>
    </message>
    <message>
        <source>Waited</source>
        <translation>Gewartet</translation>
    </message>
    <message>
        <source>Summed over all waits</source>
        <translation>Summe über alles Warten</translation>
    </message>
    <message>
        <source>Longest wait</source>
        <translation>Längstes Warten</translation>
    </message>
    <message>
        <source>Owner died</source>
        <translation>Halter gestorben</translation>
    </message>
    <message>
        <source>Times its holder died and it was freed</source>
        <translation>Wie oft ihr Halter starb und sie frei wurde</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>Grenze</translation>
    </message>
    <message>
        <source>Holders</source>
        <translation>Halter</translation>
    </message>
    <message>
        <source>Task at exit</source>
        <translation>Aufgabe beim Ende</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>Replaced by</source>
        <translation>Ersetzt durch</translation>
    </message>
    <message>
        <source>Cause</source>
        <translation>Ursache</translation>
    </message>
    <message>
        <source>Exit code</source>
        <translation>Exit-Code</translation>
    </message>
    <message>
        <source>As Python has it: negative for a signal</source>
        <translation>Wie in Python: negativ bei einem Signal</translation>
    </message>
    <message>
        <source>Signal</source>
        <translation>Signal</translation>
    </message>
    <message>
        <source>Memory at the end</source>
        <translation>Speicher am Ende</translation>
    </message>
    <message>
        <source>Tasks done before</source>
        <translation>Vorher erledigte Aufgaben</translation>
    </message>
    <message>
        <source>Ends like this</source>
        <translation>Enden dieser Art</translation>
    </message>
    <message>
        <source>In this session</source>
        <translation>In dieser Sitzung</translation>
    </message>
    <message>
        <source>%1  %2</source>
        <translation>%1  %2</translation>
    </message>
    <message>
        <source>Its last words</source>
        <translation>Seine letzten Worte</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Lauf</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <source>Host</source>
        <translation>Rechner</translation>
    </message>
    <message>
        <source>● recording</source>
        <translation>● zeichnet auf</translation>
    </message>
    <message>
        <source>interrupted: recording ended before the program</source>
        <translation>unterbrochen: die Aufzeichnung endete vor dem Programm</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <source>Tasks</source>
        <translation>Aufgaben</translation>
    </message>
    <message>
        <source>Bad exits</source>
        <translation>Schlechte Enden</translation>
    </message>
    <message>
        <source>Task duration p95</source>
        <translation>Aufgabendauer p95</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Notizen</translation>
    </message>
    <message>
        <source>it never began</source>
        <translation>sie begann nie</translation>
    </message>
    <message>
        <source>
… there was more than is kept</source>
        <translation>
… es gab mehr, als aufbewahrt wird</translation>
    </message>
    <message>
        <source>
… %1 more</source>
        <translation>
… %1 weitere</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Function</source>
        <translation>Funktion</translation>
    </message>
    <message>
        <source>Short text: its first bytes, as the program wrote them</source>
        <translation>Kurztext: die ersten Bytes, wie das Programm sie schrieb</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Worker</source>
        <translation>Worker</translation>
    </message>
    <message>
        <source>In the pool&apos;s queue</source>
        <translation>In der Schlange des Pools</translation>
    </message>
    <message>
        <source>Calls in it</source>
        <translation>Aufrufe darin</translation>
    </message>
    <message>
        <source>A map&apos;s chunk is one task of many</source>
        <translation>Ein Stück von map ist eine Aufgabe aus vielen</translation>
    </message>
    <message>
        <source>never began</source>
        <translation>nie begonnen</translation>
    </message>
    <message>
        <source>%1, %2, ran %3</source>
        <translation>%1, %2, lief %3</translation>
    </message>
    <message>
        <source>Attempt %1</source>
        <translation>Versuch %1</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>Ausgabe</translation>
    </message>
    <message>
        <source>What tasks write is kept with a recording; this session is not recorded.</source>
        <translation>Was Aufgaben schreiben, wird mit einer Aufzeichnung aufbewahrt; diese Sitzung wird nicht aufgezeichnet.</translation>
    </message>
    <message>
        <source>reading…</source>
        <translation>wird gelesen …</translation>
    </message>
    <message>
        <source>Nothing was kept of this task. Tasks that are commands have their output recorded; functions write to their program&apos;s output.</source>
        <translation>Von dieser Aufgabe wurde nichts aufbewahrt. Bei Aufgaben, die Befehle sind, wird die Ausgabe aufgezeichnet; Funktionen schreiben in die Ausgabe ihres Programms.</translation>
    </message>
    <message>
        <source>Standard output</source>
        <translation>Standardausgabe</translation>
    </message>
    <message>
        <source>Standard error</source>
        <translation>Standardfehlerausgabe</translation>
    </message>
    <message>
        <source>Intake</source>
        <translation>Annahme</translation>
    </message>
    <message>
        <source>❚❚ paused: its workers begin nothing</source>
        <translation>❚❚ pausiert: seine Worker beginnen nichts</translation>
    </message>
    <message>
        <source>open</source>
        <translation>offen</translation>
    </message>
    <message>
        <source>While it is paused, callers may go on submitting</source>
        <translation>Solange er pausiert, können Aufrufer weiter einreichen</translation>
    </message>
    <message>
        <source>Can be retried</source>
        <translation>Wiederholbar</translation>
    </message>
    <message>
        <source>Failed and lost tasks whose calls it keeps</source>
        <translation>Fehlgeschlagene und verlorene Aufgaben, deren Aufrufe er noch hat</translation>
    </message>
    <message>
        <source>%1 % of the machine</source>
        <translation>%1 % des Rechners</translation>
    </message>
    <message>
        <source>PID</source>
        <translation>PID</translation>
    </message>
    <message>
        <source>✓ finished</source>
        <translation>✓ fertig</translation>
    </message>
</context>
<context>
    <name>main</name>
    <message>
        <source>%1 does not exist.</source>
        <translation>%1 gibt es nicht.</translation>
    </message>
</context>
</TS>

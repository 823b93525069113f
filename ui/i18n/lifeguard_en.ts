<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>ConfirmText</name>
    <message numerus="yes">
        <source>Holds lock “%1” (%n waiting): what it protects may be half changed.</source>
        <translation>
            <numerusform>Holds lock “%1” (%n waiting): what it protects may be half changed.</numerusform>
            <numerusform>Holds lock “%1” (%n waiting): what it protects may be half changed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of them run(s) a task, which will be lost in this attempt.</source>
        <translation>
            <numerusform>%n of them runs a task, which will be lost in this attempt.</numerusform>
            <numerusform>%n of them run a task, which will be lost in this attempt.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more lock(s) are held.</source>
        <translation>
            <numerusform>%n more lock is held.</numerusform>
            <numerusform>%n more locks are held.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Stop %n tasks?</source>
        <translation>
            <numerusform>Stop %n task?</numerusform>
            <numerusform>Stop %n tasks?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Stop %n tasks</source>
        <translation>
            <numerusform>Stop %n task</numerusform>
            <numerusform>Stop %n tasks</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <translation>
            <numerusform>%1 and %n more</numerusform>
            <numerusform>%1 and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 %n processes?</source>
        <translation>
            <numerusform>%1 %n process?</numerusform>
            <numerusform>%1 %n processes?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 %n processes</source>
        <translation>
            <numerusform>%1 %n process</numerusform>
            <numerusform>%1 %n processes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1: %n failed or lost task(s)</source>
        <translation>
            <numerusform>%1: %n failed or lost task</numerusform>
            <numerusform>%1: %n failed or lost tasks</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Retry %n task(s)</source>
        <translation>
            <numerusform>Retry %n task</numerusform>
            <numerusform>Retry %n tasks</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 %2 and the %n process(es) below it?</source>
        <translation>
            <numerusform>%1 %2 and the %n process below it?</numerusform>
            <numerusform>%1 %2 and the %n processes below it?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 %2 processes and the %n below them?</source>
        <translation>
            <numerusform>%1 %2 processes and the %n below them?</numerusform>
            <numerusform>%1 %2 processes and the %n below them?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of the chosen have ended already.</source>
        <translation>
            <numerusform>%n of the chosen has ended already.</numerusform>
            <numerusform>%n of the chosen have ended already.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 pool %2 (%n process(es))?</source>
        <translation>
            <numerusform>%1 pool %2 (%n process)?</numerusform>
            <numerusform>%1 pool %2 (%n processes)?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FindingsModel</name>
    <message numerus="yes">
        <source>%1: %n task(s) lost with their worker</source>
        <translation>
            <numerusform>%1: %n task lost with its worker</numerusform>
            <numerusform>%1: %n tasks lost with their workers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>lock “%1” is held by %2; %n wait(s), the longest for %3</source>
        <translation>
            <numerusform>lock “%1” is held by %2; %n waits, the longest for %3</numerusform>
            <numerusform>lock “%1” is held by %2; %n wait, the longest for %3</numerusform>
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
    <name>ManagerValue</name>
    <message numerus="yes">
        <source>%1… %n more byte(s)</source>
        <translation>
            <numerusform>%1… %n more byte</numerusform>
            <numerusform>%1… %n more bytes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Notices</name>
    <message numerus="yes">
        <source>%n workers crashed: %1</source>
        <translation>
            <numerusform>%n worker crashed: %1</numerusform>
            <numerusform>%n workers crashed: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SelfTest</name>
    <message numerus="yes">
        <source>%n program(s) can be watched now</source>
        <translation>
            <numerusform>%n program can be watched now</numerusform>
            <numerusform>%n programs can be watched now</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message numerus="yes">
        <source>%n worker(s)</source>
        <translation>
            <numerusform>%n worker</numerusform>
            <numerusform>%n workers</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lifeguard::Actions</name>
    <message numerus="yes">
        <source>; %n of the chosen had ended before</source>
        <translation>
            <numerusform>; %n of the chosen had ended before</numerusform>
            <numerusform>; %n of the chosen had ended before</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lifeguard::AlertRules</name>
    <message numerus="yes">
        <source> and %n more</source>
        <translation>
            <numerusform> and %n more</numerusform>
            <numerusform> and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lifeguard::CommandLoop</name>
    <message numerus="yes">
        <source>%1: %n worker(s) asked for</source>
        <translation>
            <numerusform>%1: %n worker asked for</numerusform>
            <numerusform>%1: %n workers asked for</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1: sent to %n process(es)</source>
        <translation>
            <numerusform>%1: sent to %n process</numerusform>
            <numerusform>%1: sent to %n processes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1: %n task(s) are tried again</source>
        <translation>
            <numerusform>%1: %n task is tried again</numerusform>
            <numerusform>%1: %n tasks are tried again</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lifeguard::CompareModel</name>
    <message numerus="yes">
        <source>%1 in %2 task(s), p95 %3</source>
        <translation>
            <numerusform>%1 in %2 task, p95 %3</numerusform>
            <numerusform>%1 in %2 tasks, p95 %3</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lifeguard::ConfirmDialog</name>
    <message numerus="yes">
        <source>%n of %1 have ended meanwhile: nothing will be sent to them.</source>
        <translation>
            <numerusform>%n of %1 has ended meanwhile: nothing will be sent to it.</numerusform>
            <numerusform>%n of %1 have ended meanwhile: nothing will be sent to them.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lifeguard::HelpWindow</name>
    <message numerus="yes">
        <source>%n topic(s)</source>
        <translation>
            <numerusform>%n topic</numerusform>
            <numerusform>%n topics</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lifeguard::InspectorPanel</name>
    <message numerus="yes">
        <source>%1 item(s)</source>
        <translation>
            <numerusform>%1 item</numerusform>
            <numerusform>%1 items</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lifeguard::LogsPage</name>
    <message numerus="yes">
        <source>%1 older line(s) are not kept here.</source>
        <translation>
            <numerusform>%1 older line is not kept here.</numerusform>
            <numerusform>%1 older lines are not kept here.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lifeguard::ManagerProbe</name>
    <message numerus="yes">
        <source>ok: %1 manager, %n object(s)</source>
        <translation>
            <numerusform>ok: %1 manager, %n object</numerusform>
            <numerusform>ok: %1 manager, %n objects</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lifeguard::Navigation</name>
    <message numerus="yes">
        <source>%1, %n new failure(s)</source>
        <translation>
            <numerusform>%1, %n new failure</numerusform>
            <numerusform>%1, %n new failures</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lifeguard::ObjectInspector</name>
    <message numerus="yes">
        <source>%n reference(s)</source>
        <translation>
            <numerusform>%n reference</numerusform>
            <numerusform>%n references</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lifeguard::ObjectsPage</name>
    <message numerus="yes">
        <source>%n object(s)</source>
        <translation>
            <numerusform>%n object</numerusform>
            <numerusform>%n objects</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lifeguard::OverviewPage</name>
    <message numerus="yes">
        <source>%1 bad exit(s)</source>
        <translation>
            <numerusform>%1 bad exit</numerusform>
            <numerusform>%1 bad exits</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lifeguard::RunsPage</name>
    <message numerus="yes">
        <source>%n run(s) imported</source>
        <translation>
            <numerusform>%n run imported</numerusform>
            <numerusform>%n runs imported</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n were here already</source>
        <translation>
            <numerusform>%n was here already</numerusform>
            <numerusform>%n were here already</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n are being recorded</source>
        <translation>
            <numerusform>%n is being recorded</numerusform>
            <numerusform>%n are being recorded</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lifeguard::StatusLine</name>
    <message numerus="yes">
        <source>%n process(es)</source>
        <translation>
            <numerusform>%n process</numerusform>
            <numerusform>%n processes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lifeguard::TasksPage</name>
    <message numerus="yes">
        <source>%1 call(s) are queued. A pool counts what waits; a task gets its row when a worker begins it.</source>
        <translation>
            <numerusform>%1 call is queued. A pool counts what waits; a task gets its row when a worker begins it.</numerusform>
            <numerusform>%1 calls are queued. A pool counts what waits; a task gets its row when a worker begins it.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 call(s) are queued, none has been begun. A task gets its row when a worker begins it.</source>
        <translation>
            <numerusform>%1 call is queued, none has been begun. A task gets its row when a worker begins it.</numerusform>
            <numerusform>%1 calls are queued, none has been begun. A task gets its row when a worker begins it.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 older task(s) of this run are not listed; an export has them all.</source>
        <translation>
            <numerusform>%1 older task of this run is not listed; an export has it.</numerusform>
            <numerusform>%1 older tasks of this run are not listed; an export has them all.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 older task(s) are not listed any more; a recording keeps them.</source>
        <translation>
            <numerusform>%1 older task is not listed any more; a recording keeps it.</numerusform>
            <numerusform>%1 older tasks are not listed any more; a recording keeps them.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 task(s) ended too fast to be read one by one; they are in the pools&apos; counts.</source>
        <translation>
            <numerusform>%1 task ended too fast to be read one by one; it is in the pools&apos; counts.</numerusform>
            <numerusform>%1 tasks ended too fast to be read one by one; they are in the pools&apos; counts.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lifeguard::TimelinePage</name>
    <message numerus="yes">
        <source>%1 older task(s) of this run, from before %2, are not drawn; an export has them all.</source>
        <translation>
            <numerusform>%1 older task of this run, from before %2, is not drawn; an export has it.</numerusform>
            <numerusform>%1 older tasks of this run, from before %2, are not drawn; an export has them all.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 older task(s), from before %2, are not drawn any more; a recording keeps them.</source>
        <translation>
            <numerusform>%1 older task, from before %2, is not drawn any more; a recording keeps it.</numerusform>
            <numerusform>%1 older tasks, from before %2, are not drawn any more; a recording keeps them.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 · %2 task(s)</source>
        <translation>
            <numerusform>%1 · %2 task</numerusform>
            <numerusform>%1 · %2 tasks</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lifeguard::TimelineView</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
</TS>

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

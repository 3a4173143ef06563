"""The parts of a Linux desktop that Sotto listens to, on buses of their own: logind and a screen saver.

Started by bus.rs. Prints the two addresses, then does what each line of its input says, and ends with it.
"""
import os
import subprocess
import sys

import dbus
from dbusmock import DBusTestCase, MOCK_IFACE

LOGIN = 'org.freedesktop.login1'
LOGIN_PATH = '/org/freedesktop/login1'
SAVERS = {
    'org.gnome.ScreenSaver': '/org/gnome/ScreenSaver',
    'org.freedesktop.ScreenSaver': '/org/freedesktop/ScreenSaver',
}

DBusTestCase.start_system_bus()
DBusTestCase.start_session_bus()
servers = [DBusTestCase.spawn_server_template('logind', {}, stdout=subprocess.DEVNULL)[0]]
servers += [DBusTestCase.spawn_server(name, path, name, stdout=subprocess.DEVNULL) for name, path in SAVERS.items()]
system, session = DBusTestCase.get_dbus(True), DBusTestCase.get_dbus(False)
DBusTestCase.wait_for_bus_object(LOGIN, LOGIN_PATH, system_bus=True)
for name, path in SAVERS.items():
    DBusTestCase.wait_for_bus_object(name, path)
logind = system.get_object(LOGIN, LOGIN_PATH)
mock = dbus.Interface(logind, MOCK_IFACE)
ours = mock.AddSession('c1', 'seat0', dbus.UInt32(os.getuid()), 'ines', True)
others = mock.AddSession('c2', 'seat1', dbus.UInt32(os.getuid() + 1), 'somebody', True)


def saver(name, active):
    there = session.get_object(name, SAVERS[name])
    there.EmitSignal(name, 'ActiveChanged', 'b', [active], dbus_interface=MOCK_IFACE)


def sleep(begins):
    mock.EmitSignal(LOGIN + '.Manager', 'PrepareForSleep', 'b', [begins])


def lock(path):
    system.get_object(LOGIN, path).Lock(dbus_interface=LOGIN + '.Session')


def held():
    holders = logind.ListInhibitors(dbus_interface=LOGIN + '.Manager')
    return any(what == 'sleep' and mode == 'delay' for what, _, _, mode, _, _ in holders)


DOES = {
    'lock': lambda: lock(ours),
    'lock of somebody else': lambda: lock(others),
    'sleep': lambda: sleep(True),
    'wake': lambda: sleep(False),
    'gnome screen saver': lambda: saver('org.gnome.ScreenSaver', True),
    'screen saver': lambda: saver('org.freedesktop.ScreenSaver', True),
    'screen saver off': lambda: saver('org.freedesktop.ScreenSaver', False),
    'held': held,
}
print(os.environ['DBUS_SYSTEM_BUS_ADDRESS'], os.environ['DBUS_SESSION_BUS_ADDRESS'], flush=True)
for line in sys.stdin:
    print(DOES[line.strip()](), flush=True)
for server in servers:
    server.terminate()
DBusTestCase.tearDownClass()

/** Settings that come before those of Debian's package: nothing asks the network, and all state is in one folder. */

/** They look up names, ask servers, or remember mail seen before, which would make the order of a list matter. */
const withoutModules = (
  'rbl surbl spf dkim dmarc arc asn mx_check fuzzy_check greylist ratelimit history_redis neural reputation url_redirector ' +
  'dkim_signing milter_headers rspamd_update replies bimi dcc p0f whitelist http_headers'
).split(' ');

/** File names in `local.d` and what goes into them. `$RUNDIR` is rspamd's own word for the folder of its sockets. */
export const rspamdSettings: ReadonlyMap<string, string> = new Map([
  [
    'options.inc',
    'pidfile = "$RUNDIR/rspamd.pid";\nfilters = "chartable,regexp";\nrrd = "";\ndisable_monitoring = true;\n' +
      // Port 9 of this machine answers nobody.
      'dns { nameserver = ["127.0.0.1:9"]; timeout = 0.01s; retransmits = 1; }\n',
  ],
  ['logging.inc', 'level = "notice";\n'],
  ['redis.conf', 'servers = "$RUNDIR/redis.socket";\n'],
  [
    'phishing.conf',
    'openphish_enabled = false;\nphishtank_enabled = false;\nphishing_feed_exclusion_enabled = false;\n',
  ],
  ['worker-normal.inc', 'bind_socket = "$RUNDIR/normal.socket mode=0600";\ncount = 1;\n'],
  ['worker-controller.inc', 'bind_socket = "$RUNDIR/controller.socket mode=0600";\ncount = 1;\n'],
  ['worker-proxy.inc', 'enabled = false;\ncount = 0;\n'],
  ...withoutModules.map((name): [string, string] => [`${name}.conf`, 'enabled = false;\n']),
]);

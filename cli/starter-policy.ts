/** The policy document a new organisation begins with. It says nothing but the defaults; docs/policy.md has every key. */

/** YAML for this domain, which must be a normalised one. */
export function starterPolicy(domain: string): string {
  return `# What mailweir does with the mail of your organisation. docs/policy.md explains every key;
#   mailweir policy check policy.yml       says what is wrong with it, or what it sets,
#   mailweir check message.eml --policy policy.yml   what it would make of a message,
#   mailweir policy publish policy.yml     puts it in force.
# What is not written here has its default.
version: 1

# enforce, or shadow: then everything is judged and recorded, and nothing is done.
mode: enforce

# The organisation's own domains. Each counts exactly: list sub.${domain} too if it is yours.
domains:
  - ${domain}

# Who works here. Addresses of one person share a mailbox.
directory:
  people: []
  #  - name: Alice Adams
  #    addresses: [alice@${domain}, a.adams@${domain}]
  groups: []
  #  - address: team@${domain}
  #    members: [alice@${domain}]
  partners: []
  #  - name: A Partner
  #    domains: [partner.example]

# Senders: user@example.org, example.org, or *.example.org for the domain and all below it.
# An allow entry counts only where the message is authenticated as coming from there.
lists:
  allow: []
  block: []

# Rules of single mailboxes, by address.
mailboxes: {}
#  alice@${domain}:
#    lists:
#      allow: [newsletter.example]

# By filter: enabled, mode, settings, and onMatch: what follows from each of its reasons.
filters: {}
#  external-sender:
#    onMatch:
#      external-sender:
#        edits:
#          - kind: tag-subject
#            tag: "[EXTERNAL]"

# Where the edit rewrite-links makes the links of a message lead, and the hosts whose links stay.
links:
  # prefix: https://links.${domain}/?to=
  except: []

# A message that could not be judged in time, and one that WorkMail no longer has.
onUnjudged:
  disposition: MOVE_TO_JUNK
onContentGone:
  disposition: MOVE_TO_JUNK

# Automatic replies: who answers for which mailbox, when, to whom, and with what.
replies:
  minPeriodHours: 0
  responders: []
#    - id: alice-away
#      mailboxes: [alice@${domain}]
#      kind: oof
#      schedule: { zone: Europe/Vilnius, start: 2026-07-01T00:00, end: 2026-07-15T00:00 }
#      audience: external
#      defaultLanguage: en
#      texts:
#        en:
#          external:
#            text: |
#              I am away until {{end}}.

# Journal reports: copies of mail with its envelope, for an archive that reads Exchange's.
journal:
  from: null
  alternate: null
  rules: []
#    - id: everything
#      to: journal@archive.example

# Where people forward unwanted mail, and good mail that was taken for it, as an attachment: addresses of yours.
learning:
  spam: []
  ham: []

# How long nobody deletes the original, before anything is known about it.
retention:
  floorDays: 30
  mode: GOVERNANCE
  classes: {}
  rules: []
`;
}

/**
 * Domains under which anybody gets an address for nothing. (The content model has a shorter list of its own, which its
 * weights were trained with.)
 */

const domains: ReadonlySet<string> = new Set(
  [
    'gmail.com googlemail.com outlook.com hotmail.com live.com msn.com passport.com outlook.de outlook.fr outlook.es',
    'outlook.it outlook.pt hotmail.co.uk hotmail.fr hotmail.de hotmail.es hotmail.it hotmail.nl live.nl live.co.uk',
    'live.fr live.it live.de live.ca live.com.au yahoo.com ymail.com rocketmail.com myyahoo.com yahoo.co.uk yahoo.fr',
    'yahoo.de yahoo.es yahoo.it yahoo.pl yahoo.com.br yahoo.ca yahoo.co.in yahoo.in yahoo.co.jp yahoo.com.au',
    'aol.com aim.com aol.de aol.fr verizon.net icloud.com me.com mac.com proton.me protonmail.com protonmail.ch pm.me',
    'gmx.de gmx.net gmx.com gmx.at gmx.ch gmx.fr gmx.es web.de freenet.de t-online.de arcor.de mail.de posteo.de',
    'mailbox.org tutanota.com tutanota.de tuta.io tuta.com tutamail.com keemail.me hushmail.com fastmail.com fastmail.fm',
    'zoho.com zohomail.com zohomail.eu mail.com email.com usa.com europe.com consultant.com engineer.com post.com',
    'accountant.com dr.com lawyer.com cheerful.com techie.com writeme.com iname.com myself.com workmail.com inbox.com',
    'inbox.lv inbox.lt inbox.ru mail.ru bk.ru list.ru internet.ru yandex.ru yandex.com ya.ru rambler.ru ukr.net i.ua',
    'orange.fr wanadoo.fr free.fr laposte.net sfr.fr bbox.fr neuf.fr libero.it virgilio.it tiscali.it alice.it tin.it',
    'email.it hotmail.be skynet.be telenet.be ziggo.nl kpnmail.nl planet.nl home.nl hetnet.nl wp.pl o2.pl onet.pl',
    'onet.eu interia.pl op.pl vp.pl poczta.fm gazeta.pl tlen.pl seznam.cz email.cz centrum.cz atlas.cz azet.sk',
    'centrum.sk abv.bg mail.bg freemail.hu citromail.hu sapo.pt iol.pt clix.pt terra.es telefonica.net uol.com.br',
    'bol.com.br terra.com.br ig.com.br globo.com qq.com foxmail.com 163.com 126.com yeah.net sina.com sohu.com 139.com',
    'naver.com hanmail.net daum.net rediffmail.com comcast.net att.net sbcglobal.net bellsouth.net cox.net charter.net',
    'earthlink.net juno.com btinternet.com sky.com talktalk.net virginmedia.com ntlworld.com bigpond.com optusnet.com.au',
    'duck.com mozmail.com privaterelay.appleid.com simplelogin.com yopmail.com mailinator.com guerrillamail.com',
    'temp-mail.org 10minutemail.com dispostable.com mailfence.com runbox.com startmail.com disroot.org riseup.net',
    'cock.li lycos.com excite.com rocketmail.co.uk windowslive.com bluewin.ch hispeed.ch sunrise.ch chello.at',
    'telia.com bredband.net spray.se online.no broadpark.no mail.dk jubii.dk luukku.com suomi24.fi kolumbus.fi',
  ].flatMap((line) => line.split(' ')),
);

export function isFreemail(domain: string): boolean {
  return domains.has(domain);
}

/**
 * Domains under which anybody gets an address for nothing. (The content model has a shorter list of its own, which its
 * weights were trained with.) By our own knowledge; what is missing counts as anybody's organisation.
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
    'outlook.at outlook.be outlook.cl outlook.cz outlook.dk outlook.hu outlook.ie outlook.in outlook.jp outlook.kr outlook.lv',
    'outlook.my outlook.ph outlook.sa outlook.sg outlook.sk outlook.com.ar outlook.com.au outlook.com.br outlook.com.gr',
    'outlook.com.hr outlook.com.mx outlook.com.pe outlook.com.py outlook.com.tr outlook.com.vn outlook.co.id outlook.co.il',
    'outlook.co.nz outlook.co.th live.at live.be live.ch live.cl live.cn live.dk live.fi live.hk live.ie live.in live.jp',
    'live.lu live.no live.ph live.pt live.ru live.se live.com.ar live.com.co live.com.mx live.com.my live.com.pe live.com.ph',
    'live.com.pk live.com.pt live.com.sg live.com.ve live.co.jp live.co.kr live.co.in live.co.za live.hu msn.cn msn.nl',
    'aol.at aol.be aol.ch aol.cl aol.cz aol.dk aol.es aol.fi aol.in aol.it aol.jp aol.kr aol.nl aol.pl aol.se aol.tw',
    'aol.co.uk aol.com.ar aol.com.au aol.com.br aol.com.co aol.com.mx aol.com.tr love.com games.com wow.com ygm.com',
    'icloud.com.cn ya.by ya.kz narod.ru lenta.ru mail.ua meta.ua bigmir.net tut.by vip.163.com vip.126.com vip.qq.com',
    'vip.sina.com aliyun.com 189.cn wo.cn 21cn.com 263.net tom.com nate.com kakao.com docomo.ne.jp ezweb.ne.jp',
    'softbank.ne.jp i.softbank.jp nifty.com biglobe.ne.jp ocn.ne.jp excite.co.jp infoseek.jp goo.jp pchome.com.tw',
    'hinet.net seed.net.tw netvigator.com singnet.com.sg rediff.com indiatimes.com walla.com walla.co.il bezeqint.net',
    'mynet.com rogers.com shaw.ca sympatico.ca videotron.ca bell.net telus.net cogeco.ca xtra.co.nz slingshot.co.nz',
    'iinet.net.au tpg.com.au westnet.com.au internode.on.net mweb.co.za webmail.co.za iafrica.com vodamail.co.za telkomsa.net',
    'btopenworld.com btconnect.com blueyonder.co.uk tesco.net o2.co.uk plus.net tiscali.co.uk virgin.net mail.uk vodafone.de',
    'vodafone.it kabelmail.de unity-mail.de online.de email.de mail.ch gmx.name mail.ee hot.ee delfi.lv mail.lv fastwebnet.it',
    'inwind.it iol.it teletu.it ono.com movistar.es ya.com numericable.fr club-internet.fr cegetel.net aliceadsl.fr',
    'swissmail.org swissonline.ch bluemail.ch aon.at netcourrier.com caramail.com prodigy.net.mx r7.com zipmail.com.br',
    'oi.com.br globomail.com fibertel.com.ar arnet.com.ar speedy.com.ar otenet.gr forthnet.gr in.gr dir.bg net.hr',
    'volny.cz post.cz post.sk zoznam.sk t-online.hu indamail.hu mail.ro mail.com.tr windstream.net frontier.com centurylink.net',
    'optonline.net optimum.net rr.com roadrunner.com suddenlink.net mindspring.com netzero.net q.com embarqmail.com',
    'hey.com fastmail.us fastmail.co.uk fastmail.net fastmail.de sent.com skiff.com onmail.com mail2world.com',
    'zoho.eu zoho.in zohomail.in zohomail.com.au tuta.de atomicmail.io ctemplar.com countermail.com kolabnow.com my.com',
    'passmail.net passinbox.com slmail.me aleeas.com simplelogin.co anonaddy.com anonaddy.me addy.io opayq.com relay.firefox.com',
    'maildrop.cc sharklasers.com guerrillamail.net guerrillamail.org grr.la trashmail.com throwawaymail.com getnada.com',
    'tempmail.com moakt.com emailondeck.com mailnesia.com spamgourmet.com',
    // What mail.com gives out.
    'asia.com secretary.net financier.com contractor.net musician.org chef.net artlover.com bikerider.com counsellor.com',
    'cyberdude.com diplomats.com doctor.com execs.com graduate.org hairdresser.net homemail.com instructor.net journalist.com',
    'kittymail.com linuxmail.org mindless.com minister.com moscowmail.com munich.com nycmail.com optician.com pediatrician.com',
    'photographer.net physicist.net politician.com presidency.com priest.com programmer.net publicist.com realtyagent.com',
    'repairman.com representative.com sanfranmail.com scientist.com socialworker.net songwriter.net teachers.org therapist.net',
    'toothfairy.com umpire.com australiamail.com berlin.com brazil.com chinamail.com dublin.com germanymail.com',
    'irelandmail.com italymail.com japan.com scotlandmail.com spainmail.com swedenmail.com swissmail.com toke.com uymail.com',
    // Whoever writes letters there has an address below the service's own name.
    'substack.com mail.beehiiv.com',
  ].flatMap((line) => line.split(' ')),
);

/**
 * Providers with an ending in most countries (`yahoo.com.mx`, `hotmail.se`), whose names no word of a language is: of `live` and
 * `outlook` those that exist are listed above. `yahoo.corp.example` is somebody else's.
 */
const abroad =
  /^(?:yahoo|ymail|rocketmail|hotmail|windowslive|googlemail|gmx|yandex|icloud|protonmail|tutanota|zohomail)\.(?:com?\.)?[a-z]{2}$/;

export function isFreemail(domain: string): boolean {
  return domains.has(domain) || abroad.test(domain);
}

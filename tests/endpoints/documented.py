"""Hosts that botocore does not know, or not in all forms, as the providers document them; one per line.

host[/path][ target] = service region[ scheme]; "?" is a region that the URL does not tell, "-" alone: nothing to infer.
"""

HOSTS = """\
# S3: https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html, /general/latest/gr/s3.html
my-bucket.s3.us-west-2.amazonaws.com/key.txt = s3 us-west-2
my.dotted.bucket.s3.us-west-2.amazonaws.com = s3 us-west-2
us-west-2.s3.eu-central-1.amazonaws.com = s3 eu-central-1
us-west-2.s3.amazonaws.com = s3 us-east-1
lambda-url.s3.us-west-2.amazonaws.com = s3 us-west-2
data.iot.s3.us-west-2.amazonaws.com = s3 us-west-2
fips.s3.dualstack.us-west-2.amazonaws.com = s3 us-west-2
s3.us-west-2.amazonaws.com/my-bucket/key.txt = s3 us-west-2
s3.amazonaws.com/my-bucket = s3 us-east-1
my.dotted.bucket.s3.amazonaws.com = s3 us-east-1
my-bucket.s3-external-1.amazonaws.com = s3 us-east-1
s3-us-west-2.amazonaws.com/my-bucket = s3 us-west-2
my-bucket.s3-eu-west-1.amazonaws.com = s3 eu-west-1
s3-fips-us-gov-west-1.amazonaws.com = s3 us-gov-west-1
my-bucket.s3-us-gov-west-1.amazonaws.com = s3 us-gov-west-1
my-bucket.s3.dualstack.us-east-2.amazonaws.com = s3 us-east-2
my-bucket.s3-fips.dualstack.us-gov-east-1.amazonaws.com = s3 us-gov-east-1
my-bucket.s3-accelerate.amazonaws.com = s3 ?
my-bucket.s3-accelerate.dualstack.amazonaws.com = s3 ?
my-bucket.s3-website-us-west-2.amazonaws.com = s3 us-west-2
www.example.com.s3-website.eu-central-1.amazonaws.com = s3 eu-central-1
my-bucket.s3-website.cn-north-1.amazonaws.com.cn = s3 cn-north-1
my-ap-123456789012.s3-accesspoint.us-west-2.amazonaws.com = s3 us-west-2
my-ap-123456789012.s3-accesspoint-fips.dualstack.us-east-1.amazonaws.com = s3 us-east-1
123456789012.s3-control.us-west-2.amazonaws.com/v20180820/jobs = s3 us-west-2
123456789012.s3-control-fips.dualstack.us-gov-west-1.amazonaws.com = s3 us-gov-west-1
my-olap-123456789012.s3-object-lambda.us-east-1.amazonaws.com = s3-object-lambda us-east-1
my-ap-123456789012.op-01234567890123456.s3-outposts.us-east-1.amazonaws.com = s3-outposts us-east-1
mfzwi23gnjvgw.mrap.accesspoint.s3-global.amazonaws.com = s3 * sigv4a
my-bucket--use1-az4--x-s3.s3express-use1-az4.us-east-1.amazonaws.com = s3express us-east-1 sigv4-s3express
my-bucket--use1-az4--x-s3.s3express-fips-use1-az4.us-east-1.amazonaws.com = s3express us-east-1 sigv4-s3express
my-point--usw2-az1--xa-s3.s3express-usw2-az1.dualstack.us-west-2.amazonaws.com = s3express us-west-2 sigv4-s3express
s3express-control.us-west-2.amazonaws.com/my-bucket--usw2-az1--x-s3 = s3express us-west-2
s3tables.us-east-1.amazonaws.com = s3tables us-east-1
my-bucket.s3.eusc-de-east-1.amazonaws.eu = s3 eusc-de-east-1
my-bucket.s3.us-isob-east-1.sc2s.sgov.gov = s3 us-isob-east-1

# PrivateLink: https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html
vpce-1a2b3c4d-5e6f7a8b.sqs.us-east-1.vpce.amazonaws.com = sqs us-east-1
vpce-1a2b3c4d-5e6f7a8b-us-east-1a.sqs.us-east-1.vpce.amazonaws.com = sqs us-east-1
vpce-1a2b3c4d-5e6f7a8b.api.ecr.eu-west-1.vpce.amazonaws.com = ecr eu-west-1
vpce-1a2b3c4d-5e6f7a8b.rds.us-east-1.vpce.amazonaws.com = rds us-east-1
vpce-1a2b3c4d-5e6f7a8b.iot.us-east-1.vpce.amazonaws.com = iot us-east-1
vpce-1a2b3c4d-5e6f7a8b.data.iot.us-east-1.vpce.amazonaws.com = iotdata us-east-1
vpce-1a2b3c4d-5e6f7a8b.dynamodb.cn-north-1.vpce.amazonaws.com.cn = dynamodb cn-north-1
bucket.vpce-1a2b3c4d-5e6f7a8b.s3.us-east-1.vpce.amazonaws.com = s3 us-east-1
my.dotted.bucket.bucket.vpce-1a2b3c4d-5e6f7a8b.s3.us-east-1.vpce.amazonaws.com = s3 us-east-1
my-ap-123456789012.accesspoint.vpce-1a2b3c4d-5e6f7a8b.s3.us-east-1.vpce.amazonaws.com = s3 us-east-1
123456789012.control.vpce-1a2b3c4d-5e6f7a8b.s3.us-east-1.vpce.amazonaws.com = s3 us-east-1
a1b2c3d4e5-vpce-1a2b3c4d.execute-api.us-east-1.amazonaws.com = execute-api us-east-1
vpce-1a2b3c4d-5e6f7a8b.vpce-svc-0a1b2c3d4e5f.us-east-1.vpce.amazonaws.com = -

# API Gateway, AppSync, Lambda, VPC Lattice, Bedrock AgentCore
a1b2c3d4e5.execute-api.us-east-1.amazonaws.com/prod/pets = execute-api us-east-1
a1b2c3d4e5.execute-api.cn-north-1.amazonaws.com.cn/prod/@connections/abc = execute-api cn-north-1
abcdefghijklmnopqrstuvwxyz.appsync-api.us-east-1.amazonaws.com/graphql = appsync us-east-1
abcdefghijklmnopqrstuvwxyz.appsync-realtime-api.us-east-1.amazonaws.com = appsync us-east-1
abcdefghijklmnopqrstuvwxyz012345.lambda-url.us-west-2.on.aws/a/b = lambda us-west-2
my-svc-0123456789abcdef0.7d67968.vpc-lattice-svcs.us-west-2.on.aws = vpc-lattice-svcs us-west-2
gw-abcdefghij.gateway.bedrock-agentcore.us-east-1.amazonaws.com/mcp = bedrock-agentcore us-east-1

# IoT: https://docs.aws.amazon.com/iot/latest/developerguide/iot-connect-devices.html
iot.us-east-1.amazonaws.com/things = iot us-east-1
a1b2c3d4e5f6g7-ats.iot.us-east-1.amazonaws.com/things/my-thing/shadow = iotdata us-east-1
a1b2c3d4e5f6g7-ats.iot.us-east-1.amazonaws.com/mqtt = iotdevicegateway us-east-1
a1b2c3d4e5f6g7.iot.cn-north-1.amazonaws.com.cn/topics/a/b = iotdata cn-north-1
data.iot-fips.us-gov-west-1.amazonaws.com/topics/a = iotdata us-gov-west-1
a1b2c3d4e5f6g7.jobs.iot.us-east-1.amazonaws.com/things/my-thing/jobs = iot-jobs-data us-east-1
a1b2c3d4e5f6g7.credentials.iot.us-east-1.amazonaws.com/role-aliases/r/credentials = iot us-east-1

# Search and databases
search-my-domain-abcdefghij.us-east-1.es.amazonaws.com/_search = es us-east-1
vpc-my-domain-abcdefghij.us-gov-west-1.es.amazonaws.com = es us-gov-west-1
search-my-domain-abcdefghij.aos.eu-west-1.on.aws = es eu-west-1
search-my-domain-abcdefghij.aos.cn-north-1.on.amazonwebservices.com.cn = es cn-north-1
abcdef0123456789abcd.us-east-1.aoss.amazonaws.com/index/_search = aoss us-east-1
my-pipeline-abcdefghij.us-east-1.osis.amazonaws.com/log/ingest = osis us-east-1
search-movies-abcdefghij.eu-west-1.cloudsearch.amazonaws.com/2013-01-01/search = cloudsearch eu-west-1
mydb.123456789012.us-west-2.rds.amazonaws.com = rds-db us-west-2
mycluster.cluster-abcdefghijkl.rds.cn-north-1.amazonaws.com.cn = rds-db cn-north-1
rds.us-west-2.amazonaws.com = rds us-west-2
my-cluster.cluster-abcdefghijkl.us-east-1.neptune.amazonaws.com/sparql = neptune-db us-east-1
abcdefghijklmnopqrstuvwxyz.dsql.us-east-1.on.aws = dsql us-east-1
abcdefghijklmnopqrstuvwxyz.dsql.eusc-de-east-1.on.amazonwebservices.eu = dsql eusc-de-east-1
query-cell1.timestream.us-east-1.amazonaws.com = timestream us-east-1
b-1.mycluster.abc123.c2.kafka.us-east-1.amazonaws.com = kafka-cluster us-east-1
boot-abc123.c1.kafka-serverless.us-east-1.amazonaws.com = kafka-cluster us-east-1
kafka.us-east-1.amazonaws.com = kafka us-east-1

# Media, transcription, metrics, code, queues
abcd1234.mediaconvert.us-east-1.amazonaws.com/2017-08-29/jobs = mediaconvert us-east-1
abcdefghijklmn.data.mediastore.us-east-1.amazonaws.com/folder/file.m3u8 = mediastore us-east-1
abcdef.egress.ghijkl.mediapackagev2.us-east-1.amazonaws.com/out/v1/index.m3u8 = mediapackagev2 us-east-1
s-0123abcd.kinesisvideo.eu-central-1.amazonaws.com/getMedia = kinesisvideo eu-central-1
transcribestreaming.us-west-2.amazonaws.com/stream-transcription = transcribe us-west-2
aps-workspaces.eu-central-1.amazonaws.com/workspaces/ws-0123/api/v1/remote_write = aps eu-central-1
git-codecommit.us-east-1.amazonaws.com/v1/repos/my-repo = codecommit us-east-1
us-west-2.queue.amazonaws.com/123456789012/my-queue = sqs us-west-2
queue.amazonaws.com/123456789012/my-queue = sqs us-east-1

# One host, several services
autoscaling.us-west-2.amazonaws.com = autoscaling us-west-2
autoscaling.us-west-2.amazonaws.com AnyScaleFrontendService.DescribeScalableTargets = application-autoscaling us-west-2
autoscaling.us-west-2.amazonaws.com AnyScaleScalingPlannerFrontendService.CreatePlan = autoscaling-plans us-west-2
maps.geo.us-east-1.amazonaws.com/v2/tiles/a/1/2/3 = geo-maps us-east-1
maps.geo.us-east-1.amazonaws.com/maps/v0/maps/m/tiles/1/2/3 = geo us-east-1
places.geo.us-east-1.amazonaws.com/v2/search-text = geo-places us-east-1
places.geo.us-east-1.amazonaws.com/places/v0/indexes/i/search/text = geo us-east-1
routes.geo.us-east-1.amazonaws.com/v2/routes = geo-routes us-east-1
routes.geo.us-east-1.amazonaws.com/routes/v0/calculators/c/calculate/route = geo us-east-1

# Services with one home in a partition, and old hosts without a region
iam.amazonaws.com = iam us-east-1
sts.amazonaws.com = sts us-east-1
cloudfront.amazonaws.com = cloudfront us-east-1
route53.us-gov.amazonaws.com = route53 us-gov-west-1
global.health.amazonaws.com = health us-east-1
ec2.amazonaws.com = ec2 us-east-1
shield.us-east-1.amazonaws.com = shield us-east-1
health.us-east-2.amazonaws.com = health us-east-2
vpce-1a2b3c4d-5e6f7a8b.health.eu-west-2.vpce.amazonaws.com = health eu-west-2
mturk-requester-sandbox.us-east-1.amazonaws.com = mturk-requester us-east-1

# What comes tomorrow keeps the rule
brand-new.us-east-1.amazonaws.com = brand-new us-east-1
brand-new-fips.zz-north-17.api.aws = brand-new zz-north-17
a1b2.brand-new.us-east-1.on.aws = brand-new us-east-1

# LocalStack: https://docs.localstack.cloud/references/networking/
my-bucket.s3.us-west-2.localhost.localstack.cloud = s3 us-west-2
sqs.us-east-1.localhost.localstack.cloud = sqs us-east-1

# Other providers
0123456789abcdef.r2.cloudflarestorage.com/my-bucket = s3 auto
my-bucket.0123456789abcdef.eu.r2.cloudflarestorage.com = s3 auto
0123456789abcdef.fedramp.r2.cloudflarestorage.com = s3 auto
my-bucket.s3.us-west-004.backblazeb2.com = s3 us-west-004
s3.eu-central-003.backblazeb2.com = s3 eu-central-003
nyc3.digitaloceanspaces.com = s3 nyc3
my-space.nyc3.digitaloceanspaces.com = s3 nyc3
my-space.nyc3.cdn.digitaloceanspaces.com = s3 nyc3
s3.wasabisys.com = s3 us-east-1
my-bucket.s3.wasabisys.com = s3 us-east-1
my-bucket.s3.eu-central-2.wasabisys.com = s3 eu-central-2
my-bucket.us-iad-10.linodeobjects.com = s3 us-iad-10
my-bucket.s3.fr-par.scw.cloud = s3 fr-par
my-bucket.storage.googleapis.com = s3 auto
storage.googleapis.com/my-bucket = s3 auto
my-bucket.s3.gra.io.cloud.ovh.net = s3 gra
s3.sbg.perf.cloud.ovh.net = s3 sbg
s3.us-east-va.io.cloud.ovh.us = s3 us-east-va
my-bucket.fsn1.your-objectstorage.com = s3 fsn1
fly.storage.tigris.dev = s3 auto
my-bucket.t3.storage.dev = s3 auto
abcdefghijklmnopqrst.supabase.co/storage/v1/s3/my-bucket/key = s3 us-east-1
abcdefghijklmnopqrst.storage.supabase.co/storage/v1/s3 = s3 us-east-1
abcdefghijklmnopqrst.supabase.co/rest/v1/table = -
s3.us-west-1.idrivee2.com = s3 us-west-1
x1y2.la12.idrivee2-5.com = s3 ?
gateway.storjshare.io = s3 us-east-1
link.storjshare.io = -
eu-001.s3.synologyc2.net = s3 eu-001
us-east.object.fastlystorage.app = s3 us-east
my-bucket.obs.sa-brazil-1.myhuaweicloud.com = s3 sa-brazil-1
s3.petabox.io = s3 us-east-1
s3.eu-south-2.ionoscloud.com = s3 eu-south-2
s3.eu-central-1.ionoscloud.com = s3 de
oos.eu-west-2.outscale.com = s3 eu-west-2
fcu.eu-west-2.outscale.com = -
s3-cn-east-1.qiniucs.com = s3 cn-east-1
s3.oss-cn-hangzhou.aliyuncs.com = s3 cn-hangzhou
my-bucket-1250000000.cos.ap-beijing.myqcloud.com = s3 ap-beijing
s3.private.us-south.cloud-object-storage.appdomain.cloud = s3 us-south
mytenancy.compat.objectstorage.us-ashburn-1.oraclecloud.com = s3 us-ashburn-1
play.min.io = s3 us-east-1
my-bucket.ewr1.vultrobjects.com = s3 ewr1
s3.gra.cloud.ovh.net = s3 gra
s3.us-east-va.perf.cloud.ovh.us = s3 us-east-va
storage.me-central2.rep.googleapis.com/my-bucket = s3 me-central2
sos-ch-gva-2.exo.io/my-bucket = s3 ch-gva-2
s3-cn-bj.ufileos.com = s3 cn-bj
s3.eu-central-1.petabox.io = s3 eu-central-1
s3.us-east-1.rabata.io = s3 us-east-1
s3.eu-central-1.megas4.com = s3 eu-central-1
s3.eu-central-1.s4.mega.io = s3 eu-central-1
s3.ru-1.storage.selcloud.ru = s3 ru-1
s3.uz-2.srvstorage.uz = s3 uz-2
s3.kz-1.srvstorage.kz = s3 kz-1
s3.ir-thr-at1.arvanstorage.ir = s3 ir-thr-at1
s3.rackcorp.com = s3 global
au-nsw.s3.rackcorp.com = s3 au-nsw
eu-2.storage.impossibleapi.net = s3 eu-2
de-fra.i3storage.com = s3 de-fra
my-bucket.br-se1.magaluobjects.com = s3 br-se1
hn.ss.bfcplatform.vn = s3 hn
objects-us-east-1.dream.io/my-bucket = s3 us-east-1
s3.leviia.com = s3 us-east-1
s3.filebase.com = s3 us-east-1
gateway.us1.storjshare.io = s3 us-east-1
gateway.eu1.storjshare.io = s3 us-east-1
gateway.ap1.storjshare.io = s3 us-east-1
storage.iran.liara.space = s3 us-east-1
idr01.zata.ai = s3 us-east-1
my-bucket.storage.yandexcloud.net = s3 ru-central1
s3-eu-central-1.ionoscloud.com = s3 de
s3.cubbit.eu = s3 eu-west-1
s3.acme.cubbit.eu = s3 eu-west-1
s5lu.com = s3 global
us.s5lu.com = s3 us-east
eu.s5lu.com = s3 eu-central
ap.s5lu.com = s3 ap-southeast
me.s5lu.com = s3 me-central
fra1.s3.zeroservices.eu = s3 zero-fra1
fra.s3.zeroservices.eu = s3 zero-fra2
eyl1.s3.zeroservices.eu = s3 zero-eyl1
s3.us-west-1.acme.lyve.seagate.com = s3 ?
eos-wuxi-1.cmecloud.cn = s3 ?
my-bucket.cos.accelerate.myqcloud.com = s3 ?

# Nothing to infer: no service behind the name, or a name that only looks like one
my-lb-0123456789.us-west-2.elb.amazonaws.com = -
my-lb-0123456789.elb.us-west-2.amazonaws.com = -
ec2-192-0-2-1.us-west-2.compute.amazonaws.com = -
mycluster.abc123.ng.0001.use1.cache.amazonaws.com = -
amazonaws.com = -
api.aws = -
us-east-1.amazonaws.com = -
amazonaws.com.evil.example = -
s3.us-west-2.amazonaws.com.evil.example = -
s3.us-west-2.xamazonaws.com = -
s3.us-west-2.amazonaws.co = -
xamazonaws.com = -
s3.us-west-2.api.aws.evil.example = -
r2.cloudflarestorage.com.evil.example = -
xr2.cloudflarestorage.com = -
digitaloceanspaces.com = -
s3.backblazeb2.com = -
idrivee2-evil.com = -
localhost/my-bucket = -
127.0.0.1 = -
[::1] = -
minio/my-bucket = -
example.com = -
"""

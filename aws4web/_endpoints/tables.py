"""What is known of hosts, written by hand; `data` is what botocore knows beyond it.

The tables hold exceptions. Most hosts of AWS keep the rule, https://docs.aws.amazon.com/general/latest/gr/rande.html:

    [anything.]<service>[-fips].[dualstack.]<region>.<suffix of the partition>

A line of a table says `meaning name name …`: what the names stand for, as `service[/region[/scheme]]`. Without a region
it is the one in the host. Several regions: the one of the host's partition. "?": the URL does not tell it. "*": all
regions. The service "-": none of AWS's.
"""

# Suffixes of functions, clusters and domains, and of LocalStack. The meaning is the region of global services.
MORE_HOMES = """\
us-east-1 on.aws localhost.localstack.cloud
cn-northwest-1 on.amazonwebservices.com.cn
eusc-de-east-1 on.amazonwebservices.eu
"""

# Ends of hosts, before region and suffix: "a.b", else "*.b" (something stands before b), else "b". Mostly data
# planes, each described in its service's guide: https://docs.aws.amazon.com/general/latest/gr/s3.html,
# https://docs.aws.amazon.com/iot/latest/developerguide/iot-connect-devices.html … Behind the names of load balancers
# and machines stands no service of AWS.
MORE_TAILS = """\
aps aps-workspaces
appsync appsync-api appsync-realtime-api
codecommit git-codecommit
iot credentials.iot
iotdata *.iot
kafka-cluster *.kafka kafka-serverless
lambda lambda-url
mturk-requester mturk-requester-sandbox
neptune-db *.neptune
rds-db *.rds
s3 s3-external-1 s3-website
s3/? s3-accelerate
sqs queue
transcribe transcribestreaming
- compute elb
"""

# Services that share a host, told apart by the first part of the path or of X-Amz-Target, as in
# https://docs.aws.amazon.com/iot/latest/developerguide/protocols.html (MQTT over WebSocket).
SHARED_HOSTS = {
    "iotdata": {"/mqtt": "iotdevicegateway"},
    "geo-maps": {"/maps": "geo"},
    "geo-places": {"/places": "geo"},
    "geo-routes": {"/routes": "geo"},
    "autoscaling": {
        "AnyScaleFrontendService": "application-autoscaling",
        "AnyScaleScalingPlannerFrontendService": "autoscaling-plans",
    },
}

# Other providers' hosts as their manuals write them: "{}" is the region, anything may stand before the whole, after a
# slash stands the path, and the longest name wins. A region that is given is the one that the provider recommends.
MORE_PATTERNS = """\
s3 s3.{}.backblazeb2.com s3.{}.wasabisys.com s3.{}.scw.cloud s3.{}.idrivee2.com {}.linodeobjects.com
s3 {}.digitaloceanspaces.com {}.cdn.digitaloceanspaces.com {}.your-objectstorage.com {}.vultrobjects.com
s3 s3.{}.io.cloud.ovh.net s3.{}.perf.cloud.ovh.net s3.{}.cloud.ovh.net s3.{}.io.cloud.ovh.us
s3 s3.{}.perf.cloud.ovh.us storage.{}.rep.googleapis.com compat.objectstorage.{}.oraclecloud.com sos-{}.exo.io
s3 oss-{}.aliyuncs.com cos.{}.myqcloud.com obs.{}.myhuaweicloud.com s3-{}.qiniucs.com s3-{}.ufileos.com
s3 s3.{}.petabox.io s3.{}.ionoscloud.com s3.{}.rabata.io s3.{}.megas4.com s3.{}.s4.mega.io
s3 s3.{}.storage.selcloud.ru s3.{}.srvstorage.uz s3.{}.srvstorage.kz s3.{}.arvanstorage.ir oos.{}.outscale.com
s3 {}.s3.synologyc2.net {}.s3.rackcorp.com {}.object.fastlystorage.app {}.storage.impossibleapi.net
s3 {}.cloud-object-storage.appdomain.cloud {}.i3storage.com {}.magaluobjects.com {}.ss.bfcplatform.vn
s3 objects-{}.dream.io
s3/auto r2.cloudflarestorage.com storage.googleapis.com storage.tigris.dev storage.dev
s3/us-east-1 s3.wasabisys.com supabase.co/storage/v1/s3 play.min.io s3.petabox.io s3.leviia.com s3.filebase.com
s3/us-east-1 gateway.storjshare.io gateway.us1.storjshare.io gateway.eu1.storjshare.io gateway.ap1.storjshare.io
s3/us-east-1 storage.iran.liara.space idr01.zata.ai
s3/ru-central1 storage.yandexcloud.net
s3/de s3.eu-central-1.ionoscloud.com s3-eu-central-1.ionoscloud.com
s3/eu-west-1 s3.cubbit.eu s3.{}.cubbit.eu
s3/global s3.rackcorp.com s5lu.com
s3/us-east us.s5lu.com
s3/eu-central eu.s5lu.com
s3/ap-southeast ap.s5lu.com
s3/me-central me.s5lu.com
s3/zero-fra1 fra1.s3.zeroservices.eu
s3/zero-fra2 fra.s3.zeroservices.eu
s3/zero-eyl1 eyl1.s3.zeroservices.eu
s3/? lyve.seagate.com eos-{}.cmecloud.cn cos.accelerate.myqcloud.com
"""

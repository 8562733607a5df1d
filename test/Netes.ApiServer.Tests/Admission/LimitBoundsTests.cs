using System.Text;
using Netes.Api;
using Netes.Api.CoreV1;
using Netes.ApiServer.Admission.Limits;

namespace Netes.ApiServer.Tests.Admission;

public sealed class LimitBoundsTests
{
    private const string Container = """{"type":"Container","min":{"cpu":"50m"},"max":{"cpu":"1"},"maxLimitRequestRatio":{"cpu":"8"}}""";

    [Theory]
    [InlineData("""{"requests":{"cpu":"100m"},"limits":{"cpu":"500m"}}""")]
    [InlineData("""{"requests":{"cpu":"1"},"limits":{"cpu":"2"}}""", "maximum cpu usage per Container is 1, but limit is 2")]
    [InlineData("""{"requests":{"cpu":"10m"},"limits":{"cpu":"500m"}}""", "minimum cpu usage per Container is 50m, but request is 10m",
        "cpu max limit to request ratio per Container is 8, but provided ratio is 50.000000")]
    [InlineData("{}", "minimum cpu usage per Container is 50m.  No request is specified", "maximum cpu usage per Container is 1.  No limit is specified",
        "cpu max limit to request ratio per Container is 8, but no request is specified or request is 0")]
    public void Broken_Container_TellsEveryBound(string resources, params string[] told) =>
        Assert.Equal(told, LimitBounds.Broken(Range(Container), Spec($$$"""{"containers":[{"name":"c","resources":{{{resources}}} }]}""")));

    [Fact]
    public void Broken_Pod_CountsTheSum() => Assert.Equal(["maximum cpu usage per Pod is 1, but limit is 1200m"],
        LimitBounds.Broken(Range("""{"type":"Pod","max":{"cpu":"1"}}"""),
            Spec("""{"containers":[{"name":"a","resources":{"limits":{"cpu":"600m"}}},{"name":"b","resources":{"limits":{"cpu":"600m"}}}]}""")));

    [Theory]
    [InlineData("1Gi", "minimum storage usage per PersistentVolumeClaim is 2Gi, but request is 1Gi")]
    [InlineData("9Gi", "maximum storage usage per PersistentVolumeClaim is 8Gi, but request is 9Gi")]
    [InlineData("3Gi")]
    public void Broken_Claim_ComparesStorage(string storage, params string[] told) => Assert.Equal(told, LimitBounds.Broken(
        Range("""{"type":"PersistentVolumeClaim","min":{"storage":"2Gi"},"max":{"storage":"8Gi"}}"""),
        ApiJson.Deserialize<PersistentVolumeClaim>(Encoding.UTF8.GetBytes($$$"""{"spec":{"resources":{"requests":{"storage":"{{{storage}}}"} } } }"""))));

    [Fact]
    public void Apply_Defaults_FillsAndNotes()
    {
        var pod = new Pod { Spec = Spec("""{"containers":[{"name":"c","resources":{"limits":{"memory":"1Gi"}}}],"initContainers":[{"name":"i"}]}""") };
        LimitDefaults.Apply(pod, Range("""{"type":"Container","default":{"cpu":"1","memory":"2Gi"},"defaultRequest":{"cpu":"100m"}}"""));
        Assert.Equal("LimitRanger plugin set: cpu request for container c; cpu limit for container c; cpu request for init container i; cpu, memory limit for init container i",
            pod.Metadata.Annotations!["kubernetes.io/limit-ranger"]);
        Assert.Equal(("1Gi", "100m"), (pod.Spec.Containers![0].Resources.Limits!["memory"].ToString(), pod.Spec.Containers[0].Resources.Requests!["cpu"].ToString()));
    }

    private static LimitRange Range(string item) => ApiJson.Deserialize<LimitRange>(Encoding.UTF8.GetBytes($$$"""{"spec":{"limits":[{{{item}}}]} }"""));

    private static PodSpec Spec(string json) => ApiJson.Deserialize<Pod>(Encoding.UTF8.GetBytes($$$"""{"spec":{{{json}}} }""")).Spec;
}

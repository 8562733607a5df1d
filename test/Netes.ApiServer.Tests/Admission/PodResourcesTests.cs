using System.Text;
using Netes.Api;
using Netes.Api.CoreV1;
using Netes.ApiServer.Admission;

namespace Netes.ApiServer.Tests.Admission;

public sealed class PodResourcesTests
{
    [Theory]
    [InlineData("""{"containers":[{"resources":{"requests":{"cpu":"1"}}},{"resources":{"requests":{"cpu":"2"}}}]}""", "3")]
    [InlineData("""{"containers":[{"resources":{"requests":{"cpu":"1"}}}],"initContainers":[{"resources":{"requests":{"cpu":"5"}}}]}""", "5")]
    [InlineData("""{"containers":[{"resources":{"requests":{"cpu":"1"}}}],"initContainers":[{"restartPolicy":"Always","resources":{"requests":{"cpu":"2"}}},{"resources":{"requests":{"cpu":"3"}}}]}""", "5")]
    [InlineData("""{"resources":{"requests":{"cpu":"4"}},"containers":[{"resources":{"requests":{"cpu":"1"}}}]}""", "4")]
    [InlineData("""{"overhead":{"cpu":"100m"},"containers":[{"resources":{"requests":{"cpu":"1"}}}]}""", "1100m")]
    public void Requests_Pod_IsTheMostOfAnyMoment(string spec, string cpu) =>
        Assert.Equal(cpu, PodResources.Requests(Spec(spec), withOverhead: true)["cpu"].ToString());

    [Fact]
    public void Limits_Overhead_CountsOnlyWhatIsLimited()
    {
        Dictionary<string, Quantity> limits = PodResources.Limits(
            Spec("""{"overhead":{"cpu":"100m","memory":"1Mi"},"containers":[{"resources":{"limits":{"cpu":"1"}}}]}"""), withOverhead: true);
        Assert.Equal("1100m", limits["cpu"].ToString());
        Assert.False(limits.ContainsKey("memory"));
    }

    private static PodSpec Spec(string json) => ApiJson.Deserialize<Pod>(Encoding.UTF8.GetBytes($$$"""{"spec":{{{json}}} }""")).Spec;
}

using System.Text.Json;
using Netes.Network.Cni;

namespace Netes.Network.Tests.Cni;

public sealed class PodNetworkPlanTests
{
    private static readonly PodNetworkOptions Options = new()
    {
        PodCidr = "10.42.3.0/24",
        ClusterCidr = "10.42.0.0/16",
        ServiceCidr = "10.43.0.0/16",
        StateDirectory = "/var/lib/netes/cni",
    };

    [Theory]
    [InlineData("10.42.3.0/24", "10.42.3.1/24")]
    [InlineData("fd42::/64", "fd42::1/64")]
    public void GatewayWithPrefix_Range_IsItsFirstAddress(string cidr, string gateway) =>
        Assert.Equal(gateway, PodNetworkPlan.GatewayWithPrefix(cidr));

    [Fact]
    public void SetUp_RangesOfTheCluster_AreRoutedToTheBridge()
    {
        string[] steps = [.. PodNetworkPlan.SetUp(Options, bridgeExists: true).Select(step => step.ToString())];

        Assert.Contains("ip route replace 10.42.0.0/16 dev netes0", steps);
        Assert.Contains("ip route replace 10.43.0.0/16 dev netes0", steps);
        Assert.DoesNotContain(steps, step => step.StartsWith("ip link add", StringComparison.Ordinal));
    }

    [Fact]
    public void SetUp_NewBridge_HasAnAddressOfItsOwn() => Assert.Equal(
        "ip link add name netes0 address 0a:58:0a:2a:03:01 type bridge", PodNetworkPlan.SetUp(Options, bridgeExists: false)[0].ToString());

    [Theory]
    [InlineData("-P FORWARD ACCEPT\n", "")]
    [InlineData("-P FORWARD DROP\n-A FORWARD -j DOCKER-USER\n", "iptables -I FORWARD -i netes0 -j ACCEPT,iptables -I FORWARD -o netes0 -j ACCEPT")]
    [InlineData("-P FORWARD DROP\n-A FORWARD -i netes0 -j ACCEPT\n", "iptables -I FORWARD -o netes0 -j ACCEPT")]
    public void AllowForwarding_Policy_AddsWhatIsMissing(string rules, string steps) =>
        Assert.Equal(steps, string.Join(',', PodNetworkPlan.AllowForwarding(Options, rules)));

    [Fact]
    public void Write_Twice_LeavesOneValidConflist()
    {
        string directory = Directory.CreateTempSubdirectory("netes-cni").FullName;
        try
        {
            CniConfig.Write(directory, Options);
            CniConfig.Write(directory, Options);

            string file = Assert.Single(Directory.GetFiles(directory));
            using JsonDocument conflist = JsonDocument.Parse(File.ReadAllBytes(file));
            JsonElement bridge = conflist.RootElement.GetProperty("plugins")[0];
            Assert.Equal("netes0", bridge.GetProperty("bridge").GetString());
            Assert.Equal("10.42.3.0/24", bridge.GetProperty("ipam").GetProperty("ranges")[0][0].GetProperty("subnet").GetString());
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}

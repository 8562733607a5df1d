using Netes.Api.Validation;

namespace Netes.Api.Tests.Validation;

public sealed class RulesTests
{
    [Theory]
    [InlineData("a", 0)]
    [InlineData("a-b-0", 0)]
    [InlineData("", 1)]
    [InlineData("-a", 1)]
    [InlineData("a-", 1)]
    [InlineData("A", 1)]
    [InlineData("a.b", 1)]
    public void DnsLabel_Rule(string name, int errors) => Assert.Equal(errors, NameRules.DnsLabel(name).Count);

    [Fact]
    public void DnsLabel_TooLong_SaysSo() => Assert.Equal(["must be no more than 63 characters"], NameRules.DnsLabel(new string('a', 64)));

    [Fact]
    public void DnsLabel_Dots_AreNamed() => Assert.Equal(["must not contain dots"], NameRules.DnsLabel("a.b"));

    [Fact]
    public void DnsSubdomain_Bad_SaysWhatUpstreamSays() => Assert.Equal(
        ["a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end " +
        "with an alphanumeric character (e.g. 'example.com', regex used for validation is " +
        @"'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"], NameRules.DnsSubdomain("a..b"));

    [Fact]
    public void Dns1035Label_StartsWithDigit_SaysWhatUpstreamSays() => Assert.Equal(
        ["a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end " +
        "with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')"],
        NameRules.Dns1035Label("1a"));

    [Theory]
    [InlineData("app", 0)]
    [InlineData("example.com/App_1.x", 0)]
    [InlineData("", 2)]
    [InlineData("/a", 1)]
    [InlineData("a/b/c", 1)]
    [InlineData("Ex/a", 1)]
    [InlineData("a b", 1)]
    public void QualifiedName_Rule(string name, int errors) => Assert.Equal(errors, NameRules.QualifiedName(name).Count);

    [Theory]
    [InlineData("http", 0)]
    [InlineData("9", 1)]
    [InlineData("a--b", 1)]
    [InlineData("toolongportname1", 1)]
    [InlineData("Http-", 2)]
    public void PortName_Rule(string name, int errors) => Assert.Equal(errors, ValueRules.PortName(name).Count);

    [Theory]
    [InlineData("10.0.0.1", 0)]
    [InlineData("010.0.0.1", 1)]
    [InlineData("1.2.3", 1)]
    [InlineData("::ffff:1.2.3.4", 1)]
    [InlineData("2001:db8::1", 0)]
    [InlineData("fe80::1%eth0", 1)]
    public void Address_Rule(string ip, int errors) => Assert.Equal(errors, IpRules.Address(ip).Count);

    [Theory]
    [InlineData("10.0.0.0/8", 0)]
    [InlineData("10.0.0.1/8", 1)]
    [InlineData("010.0.0.0/8", 1)]
    [InlineData("10.0.0.0/33", 1)]
    [InlineData("10.0.0.0", 1)]
    [InlineData("2001:db8::/64", 0)]
    public void Network_Rule(string cidr, int errors) => Assert.Equal(errors, IpRules.Network(cidr).Count);

    [Theory]
    [InlineData("25%", true)]
    [InlineData("%", false)]
    [InlineData("-1%", false)]
    [InlineData("5", false)]
    public void Percent_Rule(string value, bool well) => Assert.Equal(well, ValueRules.Percent(value).Count == 0);

    [Theory]
    [InlineData("my-svc-", "my-sva")]
    [InlineData("-", "-")]
    [InlineData("a", "a")]
    public void MaskTrailingHyphen_Replaces(string prefix, string expected) =>
        Assert.Equal(expected, NameRules.MaskTrailingHyphen(prefix));

    [Theory]
    [InlineData("a.b_C-1", 0)]
    [InlineData("..", 1)]
    [InlineData("..a", 1)]
    [InlineData("a b", 1)]
    public void ConfigMapKey_Rule(string key, int errors) => Assert.Equal(errors, ValueRules.ConfigMapKey(key).Count);
}

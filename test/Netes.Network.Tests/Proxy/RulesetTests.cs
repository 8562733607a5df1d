using Netes.Api.CoreV1;
using Netes.Network.Proxy;

namespace Netes.Network.Tests.Proxy;

public sealed class RulesetTests
{
    [Fact]
    public void Change_NothingDifferent_IsEmpty()
    {
        ProxyTable table = Make.Table();
        table.Change("web", Make.Service("web", "10.43.0.10"), Make.Slice("web", 8080, "10.42.0.2"));

        Assert.Equal("", table.Change("web", Make.Service("web", "10.43.0.10"), Make.Slice("web", 8080, "10.42.0.2")).Transaction);
    }

    [Fact]
    public void Change_OneOfManyServices_NamesOnlyThatOne()
    {
        ProxyTable table = Make.Table();
        for (int i = 0; i < 100; i++)
        {
            table.Change($"other{i}", Make.Service($"other{i}", $"10.43.1.{i}"), Make.Slice($"other{i}", 8080, "10.42.0.2"));
        }

        table.Change("web", Make.Service("web", "10.43.0.10"), Make.Slice("web", 8080, "10.42.0.2"));
        string transaction = table.Change("web", Make.Service("web", "10.43.0.10"), Make.Slice("web", 8080, "10.42.0.2", "10.42.0.3")).Transaction;

        Assert.DoesNotContain("other", transaction, StringComparison.Ordinal);
        // The service's chain and the new endpoint's chain; the map element stays as it is.
        Assert.Equal(2, Count(transaction, "add rule") - Count(transaction, "jump mark-for-masquerade"));
        Assert.DoesNotContain("element", transaction, StringComparison.Ordinal);
    }

    [Fact]
    public void Change_AddressClaimedTwice_GoesToTheSecondWhenTheFirstIsGone()
    {
        ProxyTable table = Make.Table();
        Service first = Make.Service("first", "10.43.0.1", change: spec => spec.ExternalIPs = ["192.0.2.1"]);
        Service second = Make.Service("second", "10.43.0.2", change: spec => spec.ExternalIPs = ["192.0.2.1"]);
        table.Change("first", first, Make.Slice("first", 8080, "10.42.0.2"));

        string added = table.Change("second", second, Make.Slice("second", 8080, "10.42.0.3")).Transaction;
        Assert.DoesNotContain("192.0.2.1 .", added, StringComparison.Ordinal);

        string freed = table.Change("first", null).Transaction;
        Assert.Contains("delete element ip netes service-ips { 10.43.0.1 . tcp . 80 : goto internal-", freed, StringComparison.Ordinal);
        Assert.Contains("add element ip netes service-ips { 192.0.2.1 . tcp . 80 : goto external-", freed, StringComparison.Ordinal);
        Assert.Contains("default/second/tcp/", freed, StringComparison.Ordinal);
    }

    [Fact]
    public void RenderRetired_AfterDeletion_DeletesChainsOnce()
    {
        ProxyTable table = Make.Table();
        table.Change("web", Make.Service("web", "10.43.0.10"), Make.Slice("web", 8080, "10.42.0.2"));
        table.Change("web", null);

        Assert.Equal(3, Count(table.Ruleset.RenderRetired(), "delete chain"));
        Assert.Equal("", table.Ruleset.RenderRetired());
        Assert.Equal(0, table.Ruleset.ServiceCount);
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}

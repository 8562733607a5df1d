using System.Net;
using Netes.ApiServer.Resources;
using Netes.ApiServer.Resources.Allocation;

namespace Netes.ApiServer.Tests.Resources;

public sealed class AllocationTests
{
    [Fact]
    public void TakeAny_WhileUpperBandHasRoom_LeavesTheLowerAlone()
    {
        var pool = new NumberPool(100, 16);
        for (int i = 0; i < 84; i++) Assert.InRange(pool.TakeAny()!.Value, 16, 99);
        for (int i = 0; i < 16; i++) Assert.InRange(pool.TakeAny()!.Value, 0, 15);
        Assert.Null(pool.TakeAny());
        pool.Release(42);
        Assert.Equal(42, pool.TakeAny());
    }

    [Fact]
    public void TryTake_Taken_IsFalse()
    {
        var range = new ServiceRange(IPNetwork.Parse("10.43.0.0/16"));
        Assert.True(range.TryTake("10.43.0.10"));
        Assert.False(range.TryTake("10.43.0.10"));
        range.Release("10.43.0.10");
        Assert.True(range.TryTake("10.43.0.10"));
        Assert.False(range.Contains("10.44.0.1"));
        Assert.False(range.Contains("10.43.0.0"));
        Assert.False(range.Contains("10.43.255.255"));
        Assert.True(range.Contains("10.43.255.254"));
    }

    [Fact]
    public void First_OfRange_IsOneAboveItsBase() =>
        Assert.Equal("10.43.0.1", ServiceRange.First(IPNetwork.Parse("10.43.0.0/16")).ToString());

    [Fact]
    public void Decode_OwnContinueToken_GivesItBack()
    {
        var token = new ContinueToken(7, "ns/na\"me\0");
        Assert.Equal(token, ContinueToken.Decode(token.Encode()));
    }

    [Fact]
    public void Generate_LongPrefix_KeepsWithinALabel()
    {
        string name = NameGenerator.Generate(new string('a', 80));
        Assert.Equal(63, name.Length);
        Assert.Matches("^a+[bcdfghjklmnpqrstvwxz2456789]{5}$", name);
    }
}

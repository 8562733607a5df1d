using Netes.Api.CoreV1;
using Netes.ApiServer.Admission;

namespace Netes.ApiServer.Tests.Admission;

public sealed class TolerationMergeTests
{
    [Fact]
    public void Of_CoveredTolerations_AreDropped()
    {
        var all = new Toleration { Operator = "Exists" };
        var one = new Toleration { Key = "a", Operator = "Equal", Value = "b", Effect = "NoSchedule" };
        Assert.Same(one, Assert.Single(TolerationMerge.Of([one], [one.Clone()])));
        Assert.True(Assert.Single(TolerationMerge.Of([one], [all])).DeepEquals(all));
        Assert.True(Assert.Single(TolerationMerge.Of([all], [one])).DeepEquals(all));
    }

    [Fact]
    public void Of_ShorterTime_DoesNotCoverLonger()
    {
        var brief = new Toleration { Key = "k", Operator = "Exists", Effect = "NoExecute", TolerationSeconds = 10 };
        var longer = new Toleration { Key = "k", Operator = "Equal", Value = "v", Effect = "NoExecute", TolerationSeconds = 60 };
        Assert.Equal(2, TolerationMerge.Of([brief], [longer]).Count);
    }
}

using Netes.Api.Selectors;
using Netes.Scheduler.State;

namespace Netes.Scheduler.Plugins;

/// <summary>Which Pods a Pod belongs together with when it says nothing about spreading: those of its Services and its owner.</summary>
internal interface IDefaultSpreading
{
    /// <summary>Null when the Pod belongs to nothing.</summary>
    Selector? SelectorFor(PodInfo pod);
}

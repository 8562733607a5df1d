namespace Netes.Scheduler.Framework;

/// <summary>What plugins keep for the length of one Pod's cycle.</summary>
internal sealed class CycleState
{
    private readonly Dictionary<(IPlugin Plugin, Type Type), object> _values = [];

    public void Set<T>(IPlugin plugin, T value) where T : class => _values[(plugin, typeof(T))] = value;

    /// <exception cref="KeyNotFoundException">The plugin's PreFilter or PreScore did not run.</exception>
    public T Get<T>(IPlugin plugin) where T : class => (T)_values[(plugin, typeof(T))];

    public void Clear() => _values.Clear();
}
